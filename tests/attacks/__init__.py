"""Attacks on what a thief could carry away, and how far they get."""
