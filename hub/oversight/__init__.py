"""Reading the trail: who looked at a record, when and why."""

from hub.oversight.looking import LogView, LookLine, show_log

__all__ = ["LogView", "LookLine", "show_log"]
