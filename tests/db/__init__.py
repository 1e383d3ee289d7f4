"""The room that knows people."""
