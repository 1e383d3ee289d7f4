"""A person's record: every row as told and where it came from, earlier concerns and what came of each, links, and who lives there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hub import audit, clock, people, plans, rulebook
from hub.accounts import Permission, Team, may, officer_names, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.errors import NotFound
from hub.people import Person, PersonLink, age_words, called, household_rows
from hub.triage.choices import ONWARD
from hub.triage.models import Decision, OnwardRoute
from hub.triage.person_sight import OnConcern, PersonSight, people_seen, sight_of_person
from hub.triage.person_view import EventLine, HomeLine, LinkLine, PersonView, RowLine, StrandLine

YEAR = timedelta(days=365)
FIELDS = (
    "name", "date_of_birth", "age", "sex", "address", "phone", "email", "safe_contact", "earlier_concerns", "decisions",
    "strands", "register", "links", "household",
)  # fmt: skip
PROTECTED = "Protected: open the concern it was told in"
HELD = "Held, not shown here"


def show_person(session: Session, person_id: UUID, *, by: Actor) -> Shown[PersonView]:
    """The person this row stands for, with the leaf of this look.

    Raises:
        NotAllowed, NotFound: not theirs to open, or not to be known of.
    """
    require(by, Permission.PERSON_SEE)
    sight = sight_of_person(session, by, person_id)
    best, home, teams = _best(sight.rows), _home(session, sight.rows, by), _teams(session, sight)
    view = PersonView(
        person_id=person_id,
        name=called(best),
        age=age_words(best, clock.today()),
        is_alleged=any(row.kind == "alleged" for row in sight.rows),
        on_register_since=_on_register(session, person_id),
        rows=_rows(sight),
        events=_events(session, sight, best),
        strands=_strand_lines(session, sight, teams, best),
        asked_of=tuple(sorted(teams[each] for each in sight.asked_of)),
        links=_links(session, sight.rows),
        home=home,
        contact=_contact(sight.parts),
        more=sight.more,
        held_since=session.scalar(select(func.min(Concern.received_at))),
        may_take_back=may(by, Permission.PERSON_MATCH),
    )
    return Shown(view, _look(sight, home))


def _look(sight: PersonSight, home: Iterable[HomeLine]) -> Look:
    objects = (
        *(("person", str(row.id)) for row in sight.rows),
        *(("concern", str(each.concern.id)) for each in sight.parts),
        *(("strand", str(each.id)) for each in (*sight.strands, *sight.elsewhere)),
        *(("person", str(each.person_id)) for each in home),
    )
    return Look(Action.PERSON_SHOWN, tuple(dict.fromkeys(objects)), FIELDS, purpose="record", basis=sight.basis)


def _best(rows: Sequence[Person]) -> Person:
    """The row that says most about who it is: a date of birth before an age, a name before none, the newest last told."""
    return max(rows, key=lambda row: (bool(row.date_of_birth), bool(row.surname), bool(row.age), row.entered_at))


def _rows(sight: PersonSight) -> tuple[RowLine, ...]:
    told_in = {each.part.person_id: each for each in reversed(sight.parts)}
    return tuple(_row(row, told_in.get(row.id)) for row in sight.rows)


def _row(row: Person, on: OnConcern | None) -> RowLine:
    address = ", ".join(part for part in (row.address, row.postcode) if part)
    told = {
        "name": called(row),
        "known_as": row.known_as,
        "date_of_birth": row.date_of_birth,
        "age": age_words(row, clock.london_day(row.entered_at)),
        "sex": row.sex,
        "address": PROTECTED if row.address_protected and address else address,
        "phone": row.phone,
        "email": row.email,
        "identity_number": HELD if row.identity_number else "",
    }
    return RowLine(
        person_id=row.id,
        heading=called(row),
        told=tuple((name, value) for name, value in told.items() if value),
        concern_ref=on.concern.ref if on else "",
        source_kind=on.concern.source_kind if on else "",
        at=on.concern.received_at if on else row.entered_at,
        is_alleged=row.kind == "alleged",
    )


def _events(session: Session, sight: PersonSight, best: Person) -> tuple[EventLine, ...]:
    decided = _decisions(session, sight)
    onward = {
        each.decision_id: each
        for each in session.scalars(
            select(OnwardRoute).where(OnwardRoute.decision_id.in_([one.id for one in decided.values()]))
        )
    }
    labels = rulebook.active_pack(session).routes
    found = []
    for each in sight.parts:
        decision = decided.get((each.concern.id, each.part.person_id))
        passed = onward.get(decision.id) if decision else None
        found.append(
            EventLine(
                ref=each.concern.ref,
                received_at=each.concern.received_at,
                source_kind=each.concern.source_kind,
                role=each.part.role,
                age=age_words(best, clock.london_day(each.concern.received_at)),
                state=decision.state if decision else each.concern.state,
                routes=tuple(
                    labels[route].label if route in labels else route for route in (decision.routes if decision else ())
                ),
                decided_at=decision.decided_at if decision else None,
                onward=ONWARD.get(passed.route, "") if passed else "",
                onward_state=passed.outcome if passed else "",
            )
        )
    return tuple(found)


def _decisions(session: Session, sight: PersonSight) -> dict[tuple[UUID, UUID], Decision]:
    """The newest decision that stands, by concern and row."""
    rows = session.scalars(
        select(Decision)
        .where(
            Decision.person_id.in_([row.id for row in sight.rows]),
            Decision.concern_id.in_([each.concern.id for each in sight.parts]),
            Decision.state.in_(("made", "signed", "waiting_for_second")),
        )
        .order_by(Decision.number)
    )
    return {(row.concern_id, row.person_id): row for row in rows}


def _teams(session: Session, sight: PersonSight) -> dict[UUID, str]:
    """Whom to ask about work with other teams."""
    asked = {*sight.asked_of, *(each.team_id for each in sight.elsewhere)}
    return {team.id: team.name for team in session.scalars(select(Team).where(Team.id.in_(asked)))}


def _strand_lines(
    session: Session, sight: PersonSight, teams: Mapping[UUID, str], best: Person
) -> tuple[StrandLine, ...]:
    labels = rulebook.active_pack(session).routes
    lines = []
    for each in sorted((*sight.strands, *sight.elsewhere), key=lambda strand: strand.opened_at, reverse=True):
        route = labels[each.route].label if each.route in labels else each.route
        age = age_words(best, clock.london_day(each.opened_at))
        team = teams[each.team_id] if each in sight.elsewhere else ""
        lines.append(StrandLine(each.ref, route, each.state, each.opened_at, each.closed_at, age, team))
    return tuple(lines)


def _on_register(session: Session, person_id: UUID) -> date | None:
    """Since when the child is on the register, by every row of theirs: sealing hides content, never this."""
    plan = plans.open_plan_of(session, person_id, "child_protection")
    return plan.opened_on if plan else None


def _links(session: Session, rows: Sequence[Person]) -> tuple[LinkLine, ...]:
    names = {row.id: f"{called(row)}, told {_day_words(clock.london_day(row.entered_at))}" for row in rows}
    live = list(
        session.scalars(
            select(PersonLink)
            .where(
                PersonLink.ended_at.is_(None),
                PersonLink.verdict == "same",
                or_(PersonLink.person_id.in_(names), PersonLink.other_id.in_(names)),
            )
            .order_by(PersonLink.said_at.desc())
        )
    )
    seen = [link for link in live if link.person_id in names and link.other_id in names]
    officers = officer_names(session, {link.said_by for link in seen})
    return tuple(
        LinkLine(
            link.id,
            link.verdict,
            names[link.person_id],
            names[link.other_id],
            officers.get(link.said_by, ""),
            link.said_at,
        )
        for link in seen
    )


def _home(session: Session, rows: Sequence[Person], by: Actor) -> tuple[HomeLine, ...]:
    own = {row.cluster_id for row in rows}
    found = household_rows(session, rows, since=clock.now() - YEAR)
    seen = people_seen(session, by, found)
    query = select(Person).where(Person.id.in_(seen), Person.cluster_id.not_in(own), Person.erased_at.is_(None))
    each_once: dict[UUID, Person] = {}
    for person in session.scalars(query.order_by(Person.entered_at.desc(), Person.id)):
        each_once.setdefault(person.cluster_id, person)
    return tuple(
        HomeLine(person.id, called(person), age_words(person, clock.today()), person.kind == "alleged")
        for person in each_once.values()
    )


def _contact(parts: Collection[OnConcern]) -> tuple[tuple[str, str], ...]:
    """The newest answer to each way of reaching them; one not known does not take back what was known before."""
    safe = [(each.part.contact or {}).get("safe_contact") or {} for each in parts if each.part.role != "alleged"]
    return tuple(
        (way, next((told[way] for told in safe if told.get(way) in {"yes", "no"}), "not_known"))
        for way in ("phone", "text", "voicemail", "letter", "email")
    )


def _day_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def take_back(session: Session, *, person_id: UUID, link_id: UUID, by: Actor) -> None:
    """Two rows are not the same person any more; both are exactly as they were before they were linked.

    Raises:
        NotAllowed, NotFound: not theirs to match or to open, or no such live link between rows of this person.
    """
    require(by, Permission.PERSON_MATCH)
    rows = {row.id for row in sight_of_person(session, by, person_id).rows}
    link = session.get(PersonLink, link_id)
    if link is None or not {link.person_id, link.other_id} <= rows:
        raise NotFound(object_type="person", object_id=str(person_id))
    people.end_link(session, link_id=link_id, by=by)
    audit.record(
        session,
        by=by,
        action=Action.PERSON_UNMATCHED,
        objects=[("person", link.person_id), ("person", link.other_id)],
        purpose=link.verdict,
    )
