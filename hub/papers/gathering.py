"""The record of a concern for a paper: the views its pages show, under one leaf that says it left the hub, and what for.

Who told us is held back from whatever goes to others, and from every paper where they asked not to be named, unless the
officer says why it has to be in it. So is an address that must be kept secret.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.errors import Unprocessable
from hub.triage import ExplainedView, PartLine, RecordView, show_explanations, show_record

CASE_FILE = "case_file"
PURPOSES = {
    "meeting": "A meeting about the people in it",
    "reporter": "The Children’s Reporter",
    "court": "A court or tribunal asked for it",
    "police": "The police asked for it",
    "regulator": "A regulator asked for it",
    CASE_FILE: "The council’s own case file",
}
WHY_WHO_TOLD = {
    "agreed": "They agreed to it",
    "required": "Whoever asked for the file asked for it by law",
    "safety": "Somebody would not be safe without it",
    "own_account": "They have to give their own account",
}
KEPT_SECRET = "Kept secret: not in this paper"  # noqa: S105  words on a paper


@dataclass(frozen=True, slots=True)
class RecordForPaper:
    """What the reader may see of one concern: its record, and what the rules said of each person.

    `holds_back`: who told us is left out of it, though the reader may know.
    """

    record: RecordView
    explained: ExplainedView
    holds_back: bool


def gather_record(
    session: Session, ref: str, *, purpose: str, why_who_told: str | None = None, by: Actor
) -> Shown[RecordForPaper]:
    """The record as its own pages would show it to this reader, without what is held back, with the leaf of saving it.

    `why_who_told` is why who told us has to be in it; None: it has not.

    Raises:
        NotAllowed, NotFound: not theirs to open, or not to be known of.
        Unprocessable: no purpose is chosen, or no reason for who told us.
    """
    require(by, Permission.CONCERN_SAVE)
    if purpose not in PURPOSES:
        raise Unprocessable({"purpose": ["Select what it is for"]})
    if why_who_told is not None and why_who_told not in WHY_WHO_TOLD:
        raise Unprocessable({"why_who_told": ["Select why who told us has to be in it"]})
    record, explained = show_record(session, ref, by=by), show_explanations(session, ref, by=by)
    view, shown = record.view, (*record.look.shown, *explained.look.shown)
    holds_back = is_held_back(view, purpose, why_who_told)
    if holds_back:
        view, shown = _without_who_told(view), tuple(each for each in shown if each != "referrer")
    if purpose != CASE_FILE:
        view = replace(view, parts=tuple(map(_without_secrets, view.parts)))
    look = Look(
        Action.RECORD_EXPORTED,
        tuple(dict.fromkeys(record.look.objects + explained.look.objects)),
        tuple(dict.fromkeys(shown)),
        purpose=f"{purpose}, who told us: {why_who_told}" if why_who_told and "referrer" in shown else purpose,
        basis=record.look.basis,
    )
    return Shown(RecordForPaper(view, explained.view, holds_back), look)


def is_held_back(view: RecordView, purpose: str, why_who_told: str | None) -> bool:
    """Whether what identifies who told us is left out, though the reader may know it."""
    goes_on = purpose != CASE_FILE or view.wants_no_name
    return view.referrer is not None and why_who_told is None and goes_on


def _without_who_told(view: RecordView) -> RecordView:
    """The same without the referrer, and without who said each fact."""
    facts = tuple(replace(each, said_by="") for each in view.facts)
    parts = tuple(replace(each, told=tuple(replace(fact, said_by="") for fact in each.told)) for each in view.parts)
    return replace(view, referrer=None, facts=facts, parts=parts)


def _without_secrets(each: PartLine) -> PartLine:
    hidden = (replace(one, value=KEPT_SECRET) if one.name == "protected_address" else one for one in each.also)
    return replace(each, also=tuple(hidden))
