"""Logging a concern: the full form in any order, the quick log, possible matches, checking, sending, and what is said after."""

from hub.web.logging_concern import matching, people, quick, received, sections, sending, starting, tasks
from hub.web.logging_concern.blueprint import pages

__all__ = ["matching", "pages", "people", "quick", "received", "sections", "sending", "starting", "tasks"]
