"""A process that holds keys leaves no core dump, and nobody beside it reads its memory."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from collections.abc import Callable

import pytest

from hub import db
from hub.app.starting import bind_ground
from hub.config import read_settings
from tests.keys import held

_GET_DUMPABLE, _SET_DUMPABLE = 3, 4


def leaves_a_core(begin: Callable[[], None]) -> bool:
    """Whether a process that begins so could leave one; it starts out as one that could."""
    process = os.fork()
    if process == 0:
        try:
            _let_dump()
            begin()
            os._exit(int(_could_dump()))
        finally:
            os._exit(2)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in {0, 1}
    return code == 1


def _let_dump() -> None:
    """As far as whoever runs the suite may."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 1, 0, 0, 0)


def _could_dump() -> bool:
    may_write = resource.getrlimit(resource.RLIMIT_CORE) != (0, 0)
    return may_write or (sys.platform == "linux" and ctypes.CDLL(None).prctl(_GET_DUMPABLE, 0, 0, 0, 0) != 0)


def test_whatever_binds_the_keys_leaves_no_core(hub: held.Hub) -> None:
    db.unbind()
    assert not leaves_a_core(lambda: bind_ground(read_settings()))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit may already forbid it")
def test_a_process_that_forbids_nothing_is_seen() -> None:
    """The planted defect."""
    assert leaves_a_core(lambda: None)
