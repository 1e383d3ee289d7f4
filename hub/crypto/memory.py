"""What a process with keys in memory must not leave behind."""

from __future__ import annotations

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4  # Source: prctl(2)


def leave_no_core() -> None:
    """This process leaves no core dump when it dies, and on Linux others of its user cannot read its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
