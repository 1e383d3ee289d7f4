"""The record of a concern for a paper: the views its pages show, under one leaf that says it left the hub, and what for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.errors import Unprocessable
from hub.triage import ExplainedView, RecordView, show_explanations, show_record

PURPOSES = {
    "meeting": "A meeting about the people in it",
    "reporter": "The Children’s Reporter",
    "court": "A court or tribunal asked for it",
    "police": "The police asked for it",
    "regulator": "A regulator asked for it",
    "case_file": "The council’s own case file",
}


@dataclass(frozen=True, slots=True)
class RecordForPaper:
    """What the reader may see of one concern: its record, and what the rules said of each person."""

    record: RecordView
    explained: ExplainedView


def gather_record(session: Session, ref: str, *, purpose: str, by: Actor) -> Shown[RecordForPaper]:
    """The record as its own pages would show it to this reader, with the leaf of saving it.

    Raises:
        NotAllowed, NotFound: not theirs to open, or not to be known of.
        Unprocessable: no purpose is chosen.
    """
    require(by, Permission.CONCERN_SEE)
    if purpose not in PURPOSES:
        raise Unprocessable({"purpose": ["Select what it is for"]})
    record, explained = show_record(session, ref, by=by), show_explanations(session, ref, by=by)
    look = Look(
        Action.RECORD_EXPORTED,
        tuple(dict.fromkeys(record.look.objects + explained.look.objects)),
        tuple(dict.fromkeys(record.look.shown + explained.look.shown)),
        purpose=purpose,
        basis=record.look.basis,
    )
    return Shown(RecordForPaper(record.view, explained.view), look)
