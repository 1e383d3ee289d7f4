"""Shapes: what a form or a JSON body may hold, and the words said when it does not. marshmallow lives only here."""
