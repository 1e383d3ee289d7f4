"""Reading the trail, and overseeing the work: who looked at a record and why; what will be late and what waits."""

from hub.oversight.looking import LogView, LookLine, show_log
from hub.oversight.managing import DueLine, ManagerView, OnwardLine, show_work

__all__ = ["DueLine", "LogView", "LookLine", "ManagerView", "OnwardLine", "show_log", "show_work"]
