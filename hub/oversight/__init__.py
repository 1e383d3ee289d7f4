"""Reading the trail, overseeing the work, keeping the keys: who looked and why; what will be late; who is kept from what."""

from hub.oversight.breaking import BREAK_REASONS, acknowledge_break
from hub.oversight.falling_due import Due, DueLine
from hub.oversight.finding import FINDERS, Found, find_record
from hub.oversight.handing_over import REASONS as HANDING_OVER_REASONS
from hub.oversight.handing_over import HandedOver, hand_over, plain_cell
from hub.oversight.keeping_apart import REASONS, keep_apart, stop_keeping_apart
from hub.oversight.keeping_keys import (
    agree_about_keys,
    change_checkpoint_key,
    note_master_added,
    note_shared_out,
    promote_master,
    retire_master,
    seal_anew,
    wrap_anew,
)
from hub.oversight.looking import LogView, LookLine, show_log, show_log_of
from hub.oversight.managing import ManagerView, OnwardLine, show_work
from hub.oversight.sealed_log import CheckpointLine, SealedLogView, show_sealed_log
from hub.oversight.unusual import PERIODS, MuchLine, OftenLine, UnusualView, show_unusual

__all__ = [
    "BREAK_REASONS",
    "FINDERS",
    "HANDING_OVER_REASONS",
    "PERIODS",
    "REASONS",
    "CheckpointLine",
    "Due",
    "DueLine",
    "Found",
    "HandedOver",
    "LogView",
    "LookLine",
    "ManagerView",
    "MuchLine",
    "OftenLine",
    "OnwardLine",
    "SealedLogView",
    "UnusualView",
    "acknowledge_break",
    "agree_about_keys",
    "change_checkpoint_key",
    "find_record",
    "hand_over",
    "keep_apart",
    "note_master_added",
    "note_shared_out",
    "plain_cell",
    "promote_master",
    "retire_master",
    "seal_anew",
    "show_log",
    "show_log_of",
    "show_sealed_log",
    "show_unusual",
    "show_work",
    "stop_keeping_apart",
    "wrap_anew",
]
