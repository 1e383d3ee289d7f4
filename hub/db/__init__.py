"""Tables, engines and transactions: the ground every room stands on. Nothing here knows what a concern is."""

from hub.db.base import (
    AUDITED,
    Base,
    Kept,
    UtcDateTime,
    Versioned,
    Words,
    constant,
    one_of,
    table_of,
    utc_text,
    working,
)
from hub.db.engine import bind, bound_engine, first_row, make_engine, unbind
from hub.db.migrating import differences, downgrade, newest_revision, revision_of, upgrade
from hub.db.outages import is_outage
from hub.db.references import (
    Reference,
    new_reference,
    not_a_reference,
    numbered_reference,
    read_reference,
    reserve_reference,
    wrong_reference,
)
from hub.db.sessions import HubSession, insert_on, insert_once, is_flushing, reading, snapshot, transaction
from hub.db.turns import held_alone

__all__ = [
    "AUDITED",
    "Base",
    "HubSession",
    "Kept",
    "Reference",
    "UtcDateTime",
    "Versioned",
    "Words",
    "bind",
    "bound_engine",
    "constant",
    "differences",
    "downgrade",
    "first_row",
    "held_alone",
    "insert_on",
    "insert_once",
    "is_flushing",
    "is_outage",
    "make_engine",
    "new_reference",
    "newest_revision",
    "not_a_reference",
    "numbered_reference",
    "one_of",
    "read_reference",
    "reading",
    "reserve_reference",
    "revision_of",
    "snapshot",
    "table_of",
    "transaction",
    "unbind",
    "upgrade",
    "utc_text",
    "working",
    "wrong_reference",
]
