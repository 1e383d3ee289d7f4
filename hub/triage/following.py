"""What follows from a decision that stands: strands, clocks, places in queues, and onward routes. Steps inside actions.

Doing it twice opens nothing twice, so that a decision signed later only adds what is still missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import clock, pathways, queues, strands
from hub.accounts import give_sight, team_of_kind
from hub.concerns import Concern, Part, parts_of
from hub.people import Person, age_on
from hub.queues import Place
from hub.rulebook import Route, active_pack, band
from hub.strands import State, Strand
from hub.triage import choices
from hub.triage.facts import CHILD_UNDER, screened_parts
from hub.triage.limits import ONWARD
from hub.triage.models import Decision, OnwardRoute
from hub.triage.screening import danger_codes, desk_of
from hub.triage.telling_teams import confirm_holders, tell_other_service
from hub.triage.undoing import REPLACED, let_go, open_strands

SETTLED = ("made", "signed")


def open_work(
    session: Session,
    concern: Concern,
    part: Part,
    decision: Decision,
    *,
    routes: Sequence[str],
    urgency: str,
    prefix: str,
) -> tuple[Strand, ...]:
    """A strand for each route that opens one, with its clocks and its place in a queue; those open already go on."""
    all_routes = active_pack(session).routes
    open_ = {each.route: each for each in open_strands(session, concern.id, part.person.id)}
    for route in routes:
        if route in choices.WITHOUT_STRAND:
            continue
        if route in open_:
            open_[route].urgency = urgency
            _take_up_again(session, open_[route])
        else:
            open_[route] = _strand(session, concern, part, decision, all_routes[route], urgency=urgency, prefix=prefix)
        _queue(session, concern, part, open_[route])
    return tuple(open_[route] for route in routes if route in open_)


def _strand(
    session: Session,
    concern: Concern,
    part: Part,
    decision: Decision,
    route: Route,
    *,
    urgency: str,
    prefix: str,
) -> Strand:
    strand = strands.open_strand(
        session,
        person_id=part.person.id,
        concern_id=concern.id,
        decision_id=decision.id,
        kind=route.area,
        route=route.id,
        urgency=urgency,
        conference=route.conference,
        team_id=_team(session, concern, part.person, route.area),
        level=concern.level,
        opened_by=decision.decided_by,
        prefix=prefix,
    )
    for name, started_at in clocks_of(session, route.id, part.person, concern, decision.decided_at):
        pathways.start(
            session,
            name,
            object_type="strand",
            object_id=strand.id,
            started_at=started_at,
            baby_due_on=_due_on(part.person) if name == "cppm_pre_birth" else None,
        )
    return strand


def clocks_of(
    session: Session, route: str, person: Person, concern: Concern, decided_at: datetime
) -> tuple[tuple[str, datetime], ...]:
    """The clocks a route starts for this person, each with the instant it runs from."""
    names = choices.CLOCKS_BY_ROUTE.get(route, ())
    if person.unborn and _due_on(person):
        names = choices.UNBORN_CLOCKS.get(route, names)
    return tuple(
        (name, concern.received_at if pathways.runs_from(session, name) == "receipt" else decided_at) for name in names
    )


def _due_on(person: Person) -> date | None:
    try:
        return date.fromisoformat(person.due_on or "")
    except ValueError:
        return None


def _team(session: Session, concern: Concern, person: Person, area: str) -> UUID:
    """What is sealed stays with the team that keeps it; all else goes to its area's team."""
    if concern.level == "sealed":
        return concern.team_id
    age = age_on(person, clock.today())
    is_child = person.unborn or bool(age and age.get("to", 999) < CHILD_UNDER)
    return team_of_kind(session, choices.TEAM_BY_AREA.get(area, "children" if is_child else "adults"))


def _take_up_again(session: Session, strand: Strand) -> None:
    """What calls for a conference is no longer before its team to say whether it goes on."""
    if strand.conference:
        queues.finish(session, queue="strand", object_type="strand", object_id=strand.id)


def _is_asked_for(session: Session, strand: Strand) -> bool:
    """Whether its conference is under way: it is co-ordination's, and its own place in their queue is done."""
    held = session.scalars(queues.open_items("coordination", "strand", strand.id)).first()
    return strand.state == State.WITH_COORDINATION.value and held is None


def _queue(session: Session, concern: Concern, part: Part, strand: Strand) -> None:
    """Work that calls for a conference waits for co-ordination until one is asked for, all other with its team."""
    if State(strand.state) not in {State.OPEN, State.WITH_COORDINATION} or _is_asked_for(session, strand):
        return
    queue, team = "strand", strand.team_id
    if strand.conference:
        queue = "coordination"
        if concern.level != "sealed":
            team = team_of_kind(session, "coordination")
            give_sight(session, object_type="strand", object_id=strand.id, team_id=team)
        strands.step(strand, State.WITH_COORDINATION)
    queues.place(
        session,
        Place(
            queue=queue,
            team_id=team,
            level=strand.level,
            object_type="strand",
            object_id=strand.id,
            concern_id=concern.id,
            person_id=strand.person_id,
            ref=strand.ref,
            source_kind=concern.source_kind,
            incident_id=concern.incident_id,
            rank=2 * band(strand.urgency),
            act_by=_act_by(session, concern, strand),
            danger=danger_codes(session, concern),
            reason=strand.route,
            desk=desk_of([part], clock.today()),
        ),
    )


def _act_by(session: Session, concern: Concern, strand: Strand) -> datetime:
    """For a conference its own limit, for other work its first clock, else the limit of its urgency."""
    running = [each for each in pathways.clocks_on(session, "strand", strand.id) if each.state == "running"]
    wanted = [each for each in running if each.clock in choices.CONFERENCE_CLOCKS] if strand.conference else running
    if wanted:
        return wanted[0].due_at
    return pathways.due_for(session, f"screening_{strand.urgency}", started_at=concern.received_at).at


def pass_on(session: Session, concern: Concern, part: Part, decision: Decision) -> OnwardRoute | None:
    """A decision that opens no work waits, in the officer's name, until whoever it was passed on to accepts it."""
    if decision.onward_route is None:
        return None
    held = session.scalars(select(OnwardRoute).where(OnwardRoute.decision_id == decision.id)).first()
    if held is None:
        now = clock.now()
        held = OnwardRoute(
            key=part.person.key,
            decision_id=decision.id,
            person_id=part.person.id,
            concern_id=concern.id,
            route=decision.onward_route,
            state="waiting",
            owner_id=decision.decided_by,
            opened_at=now,
            act_by=pathways.due_for(session, ONWARD, started_at=now).at,
            words=decision.words_onward,
        )
        session.add(held)
    return held


def carry_out(
    session: Session,
    concern: Concern,
    part: Part,
    decision: Decision,
    *,
    routes: Sequence[str],
    urgency: str,
    prefix: str,
) -> tuple[Strand, ...]:
    """All that follows from a decision that stands. The work of earlier ones that it names no more, which is let go."""
    open_work(session, concern, part, decision, routes=routes, urgency=urgency, prefix=prefix)
    confirm_holders(session, concern, part)
    if decision.state not in SETTLED:
        return ()
    pass_on(session, concern, part, decision)
    tell_other_service(session, concern, part, decision)
    held = open_strands(session, concern.id, part.person.id)
    return let_go(session, concern, (each for each in held if each.route not in routes), why=REPLACED)


def latest_decisions(session: Session, concern_id: UUID) -> dict[UUID, Decision]:
    """The newest decision of each person on a concern; one query."""
    newest = (
        select(Decision.person_id, func.max(Decision.number).label("number"))
        .where(Decision.concern_id == concern_id)
        .group_by(Decision.person_id)
        .subquery()
    )
    found = select(Decision).join(
        newest, (newest.c.person_id == Decision.person_id) & (newest.c.number == Decision.number)
    )
    return {each.person_id: each for each in session.scalars(found.where(Decision.concern_id == concern_id))}


def settle(session: Session, concern: Concern) -> bool:
    """Out of the screening queue once every screened person has a decision that stands; whether it is.

    Where some of the decisions wait for a second person and nothing else is to do, its place there says so.
    """
    session.flush()
    decided = latest_decisions(session, concern.id)
    screened = screened_parts(parts_of(session, concern.id), clock.today())
    states = {decided[each.person.id].state if each.person.id in decided else "" for each in screened}
    if not states <= set(SETTLED):
        waits = states <= {*SETTLED, "waiting_for_second"}
        since = max(decided[each.person.id].decided_at for each in screened) if waits else None
        queues.await_second(session, queue="screening", object_type="concern", object_id=concern.id, since=since)
        return False
    concern.state = "decided"
    queues.finish(session, queue="screening", object_type="concern", object_id=concern.id)
    for running in pathways.clocks_on(session, "concern", concern.id):
        if running.clock.startswith("screening_"):
            pathways.end(session, running.clock, object_type="concern", object_id=concern.id, at=clock.now())
    return True
