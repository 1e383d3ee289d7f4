"""The rules as everybody who may read them reads them: those that rule now, which packs ruled before, and how often one spoke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import accounts, clock
from hub.accounts import Permission, may, require, visible_to
from hub.actor import Actor
from hub.concerns import Concern
from hub.rulebook.models import PackActivation, ScreeningRun, ScreeningSubject
from hub.rulebook.packs import activations, active_pack
from screening_rules import Case, Catalogue, Pack, Rule, Source, Stated, Subject, Version
from screening_rules.facts import SCOPES
from screening_rules.model import RuleCase
from screening_rules.rule_files import Lists
from screening_rules.rule_views import RuleLine, RuleView, rule_lines, rule_view

__all__ = [
    "Catalogue",
    "Lists",
    "Pack",
    "Rule",
    "RuleCase",
    "RuleLine",
    "RuleView",
    "Source",
    "Stated",
    "Version",
    "rule_lines",
    "rule_view",
]

NEWEST = 500  # concerns looked through for how often a rule spoke: no whole table is read for a page


@dataclass(frozen=True, slots=True)
class Spoken:
    """How many people a rule held for, or could not yet be answered for, among those in the newest concerns."""

    people: int
    yes: int
    unknown: int


@dataclass(frozen=True, slots=True)
class ActivationLine:
    """A pack that rules, will rule or ruled: from which day, by whom and why. `rules_now` is true of one."""

    number: int
    fingerprint: str
    at: datetime
    starts_on: date
    activated_by: str
    proposed_by: str
    reason: str
    draft_number: int | None
    rules_now: bool
    is_newest: bool
    was_refused: bool


def rules_now(session: Session, *, by: Actor) -> Pack:
    """The pack that rules now.

    Raises:
        NotAllowed: not theirs to read.
    """
    require(by, Permission.RULES_READ)
    return active_pack(session)


def spoken(session: Session, rule_id: str, *, by: Actor) -> Spoken:
    """How often a rule spoke in the newest concerns; counts only.

    Raises:
        NotAllowed: not theirs to read.
    """
    require(by, Permission.RULES_READ)
    newest = select(Concern.id).order_by(Concern.received_at.desc()).limit(NEWEST).subquery()
    rows = session.execute(
        select(ScreeningRun.concern_id, ScreeningRun.number, ScreeningSubject.person_id, ScreeningSubject.findings)
        .join(ScreeningSubject, ScreeningSubject.run_id == ScreeningRun.id)
        .where(ScreeningRun.concern_id.in_(select(newest.c.id)))
    )
    last: dict[tuple[UUID, UUID], tuple[int, str]] = {}
    for concern, number, person, findings in rows:
        said = next((answer for rule, _, answer in findings if rule == rule_id), "no")
        last[concern, person] = max(last.get((concern, person), (0, "")), (number, said))
    answers = [answer for _, answer in last.values()]
    return Spoken(len(answers), answers.count("yes"), answers.count("unknown"))


def refs_open_to(session: Session, refs: Sequence[str], *, by: Actor) -> set[str]:
    """Those of the references whose records the actor may open; none where they open no records at all."""
    if not may(by, Permission.CONCERN_SEE):
        return set()
    seen = select(Concern.ref).where(Concern.ref.in_(set(refs)), visible_to(by, "concern", Concern))
    return set(session.scalars(seen))


def history(session: Session, *, by: Actor) -> tuple[ActivationLine, ...]:
    """Every activation, the newest first.

    Raises:
        NotAllowed: not theirs to read.
    """
    require(by, Permission.RULES_READ)
    rows, now = activations(session), active_pack(session).fingerprint
    marks = [mark for row in rows for mark in (row.activated_by, row.proposed_by) if mark]
    names = accounts.officer_names(session, [UUID(mark) for mark in marks if len(mark) == 36])
    ruling = next((row.number for row in rows if row.fingerprint == now and _day(row) <= clock.today()), None)
    return tuple(
        ActivationLine(
            number=row.number,
            fingerprint=row.fingerprint,
            at=row.at,
            starts_on=_day(row),
            activated_by=_name(names, row.activated_by),
            proposed_by=_name(names, row.proposed_by or ""),
            reason=row.reason,
            draft_number=row.draft_number,
            rules_now=row.number == ruling,
            is_newest=row is rows[0],
            was_refused=row.refused_at is not None,
        )
        for row in rows
    )


def _day(row: PackActivation) -> date:
    return row.starts_on or clock.london_day(row.at)


def _name(names: dict[UUID, str], mark: str) -> str:
    """Who it was: an officer's name, else the kind of actor."""
    return names.get(UUID(mark), "Somebody") if len(mark) == 36 else mark


def made_up(catalogue: Catalogue, stated: Mapping[str, Stated]) -> Case:
    """A case of one invented person, each fact where it belongs."""
    of: dict[str, dict[str, Stated]] = {scope: {} for scope in SCOPES}
    for fact, value in stated.items():
        of[catalogue[fact].scope][fact] = value
    return Case(of["concern"], of["household"], (Subject("made up", of["subject"]),))
