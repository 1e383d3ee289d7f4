"""Pages of the rules: read by whoever may, changed in drafts by their owner, signed by a second person."""

from hub.web.rules import backtests, cases, drafts, files, going_back, reading, signing, small_forms, trying, versions
from hub.web.rules.blueprint import pages

__all__ = [
    "backtests",
    "cases",
    "drafts",
    "files",
    "going_back",
    "pages",
    "reading",
    "signing",
    "small_forms",
    "trying",
    "versions",
]
