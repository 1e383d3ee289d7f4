"""Numbered migrations, one head."""
