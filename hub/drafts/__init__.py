"""Half-written concerns: kept section by section, never lost, never overwritten unseen, and never forgotten."""

from hub.drafts.keeping import (
    Conflicting,
    Kept,
    Mark,
    discard_draft,
    end_forgotten,
    find_sent,
    get_draft,
    load_sections,
    mark_kept_sent,
    mark_sent,
    open_draft,
    own_drafts,
    save_section,
    switch_form,
)
from hub.drafts.models import FORMS, Draft, DraftSection
from hub.drafts.overseeing import StaleDraft, look_at_draft, stale_drafts

__all__ = [
    "FORMS",
    "Conflicting",
    "Draft",
    "DraftSection",
    "Kept",
    "Mark",
    "StaleDraft",
    "discard_draft",
    "end_forgotten",
    "find_sent",
    "get_draft",
    "load_sections",
    "look_at_draft",
    "mark_kept_sent",
    "mark_sent",
    "open_draft",
    "own_drafts",
    "save_section",
    "stale_drafts",
    "switch_form",
]
