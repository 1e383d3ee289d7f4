"""Makers of what tests tell stories about."""
