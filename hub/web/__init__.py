"""Pages for officers: the shell, its templates and the routes that fill them."""
