"""Screening and deciding."""
