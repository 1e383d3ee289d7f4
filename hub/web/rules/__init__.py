"""Pages of the rules: read by whoever may, changed in drafts by their owner, signed by a second person."""

from hub.web.rules import cases, drafts, files, reading, small_forms, versions
from hub.web.rules.blueprint import pages

__all__ = ["cases", "drafts", "files", "pages", "reading", "small_forms", "versions"]
