"""The sealed spool: keeps a concern safely in a file while the database or the trail is down; nothing in it is ever dropped."""

from hub.spool.folder import (
    REASONS,
    Entry,
    Status,
    find_held,
    held,
    hold,
    let_go,
    prepare_folder,
    put_back,
    receipt_of,
    remove,
    status,
    turn,
    waiting,
)
from hub.spool.keeping import NotKept, Waiting, keep, open_entry

__all__ = [
    "REASONS",
    "Entry",
    "NotKept",
    "Status",
    "Waiting",
    "find_held",
    "held",
    "hold",
    "keep",
    "let_go",
    "open_entry",
    "prepare_folder",
    "put_back",
    "receipt_of",
    "remove",
    "status",
    "turn",
    "waiting",
]
