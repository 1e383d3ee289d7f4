"""Reading the trail, overseeing the work, keeping the keys: who looked and why; what will be late; who is kept from what."""

from hub.oversight.finding import FINDERS, Found, find_record
from hub.oversight.keeping_apart import REASONS, keep_apart, stop_keeping_apart
from hub.oversight.keeping_keys import (
    note_master_added,
    note_shared_out,
    promote_master,
    retire_master,
    seal_anew,
    wrap_anew,
)
from hub.oversight.looking import LogView, LookLine, show_log, show_log_of
from hub.oversight.managing import DueLine, ManagerView, OnwardLine, show_work

__all__ = [
    "FINDERS",
    "REASONS",
    "DueLine",
    "Found",
    "LogView",
    "LookLine",
    "ManagerView",
    "OnwardLine",
    "find_record",
    "keep_apart",
    "note_master_added",
    "note_shared_out",
    "promote_master",
    "retire_master",
    "seal_anew",
    "show_log",
    "show_log_of",
    "show_work",
    "stop_keeping_apart",
    "wrap_anew",
]
