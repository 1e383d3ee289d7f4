"""A named officer decides for one person: agreeing or differing, always with words. Lowering what is mandatory waits for a second."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import audit, clock, outbox, pathways, queues, rulebook
from hub.accounts import Permission, give_sight, require
from hub.actor import Actor
from hub.audit import Action
from hub.errors import Conflict, OutOfOrder
from hub.queues import Place
from hub.rulebook import ScreeningRun, band
from hub.strands import Strand
from hub.triage import undoing
from hub.triage.following import carry_out, latest_decisions, settle
from hub.triage.holding import CLAIM_MINUTES, Held, hold
from hub.triage.models import Decision
from hub.triage.screening import danger_codes
from hub.triage.signers import ASKED, mailed
from hub.triage.suggested import suggested_by
from hub.triage.viewing import without_view
from hub.triage.weighing import Choice, Weighed, weigh


def decide(
    session: Session,
    choice: Choice,
    *,
    concern_id: UUID,
    by: Actor,
    prefix: str = "DH",
    minutes: int = CLAIM_MINUTES,
) -> Decision:
    """The decision stands and its work is open, or it waits for a second person while the higher urgency stands.

    Raises:
        NotAllowed, NotFound: not theirs to decide.
        OutOfOrder: their own view is not given, or the concern is decided.
        Conflict: somebody decided, or the rules were run again, since they looked.
        Unprocessable: something is missing.
    """
    require(by, Permission.CONCERN_SCREEN)
    held = hold(session, concern_id, by=by, minutes=minutes)
    run, earlier = _where_it_stands(session, held, choice, by)
    weighed = weigh_against(session, held, choice, run, by=by)
    decision = _written(session, held, choice, weighed, run, earlier=earlier, by=by)
    if decision.state == "waiting_for_second":
        _ask_second(session, held, choice, decision, weighed)
    gone: tuple[Strand, ...] = ()
    if decision.state == "made" or decision.out_of_hours:
        part = held.part_of(choice.person_id)
        routes, urgency = weighed.standing_routes, weighed.standing_urgency
        gone = carry_out(session, held.concern, part, decision, routes=routes, urgency=urgency, prefix=prefix)
    settle(session, held.concern)
    audit.record(
        session,
        by=by,
        action=Action.DECISION_MADE,
        objects=[
            ("concern", concern_id),
            ("person", choice.person_id),
            ("decision", decision.id),
            *(("strand", each.id) for each in gone),
        ],
        purpose=decision.state,
        basis=held.basis,
    )
    return decision


def weigh_against(session: Session, held: Held, choice: Choice, run: ScreeningRun, *, by: Actor) -> Weighed:
    """What the choice comes to against a run and what fell away before it; raises as `weigh` does."""
    suggested = suggested_by(session, run, choice.person_id)
    return weigh(session, held, choice, suggested, rulebook.facts_about(session, run, choice.person_id), by=by)


def _where_it_stands(session: Session, held: Held, choice: Choice, by: Actor) -> tuple[ScreeningRun, Decision | None]:
    held.part_of(choice.person_id)
    if choice.person_id in without_view(session, held.concern.id, held.screened, by.acting_officer_id):
        raise OutOfOrder("Give your own view first. The suggestions and the decision open after it.")
    run = rulebook.latest_run(session, held.concern.id)
    if run.id != choice.run_id:
        raise Conflict("The rules were run again since you looked. Look at the suggestions once more.")
    earlier = latest_decisions(session, held.concern.id).get(choice.person_id)
    if (earlier.number if earlier else 0) != choice.seen:
        raise Conflict("Somebody else decided for this person while you were deciding. Both are shown below.")
    return run, earlier


def _written(
    session: Session,
    held: Held,
    choice: Choice,
    weighed: Weighed,
    run: ScreeningRun,
    *,
    earlier: Decision | None,
    by: Actor,
) -> Decision:
    if earlier is not None:
        undoing.replace(session, earlier)
    decision = Decision(
        key=held.part_of(choice.person_id).person.key,
        concern_id=held.concern.id,
        person_id=choice.person_id,
        number=choice.seen + 1,
        run_id=run.id,
        state="waiting_for_second" if weighed.needs_second else "made",
        decided_by=by.acting_officer_id,
        decided_at=clock.now(),
        routes=list(weighed.routes),
        urgency=weighed.urgency,
        agrees_routes=weighed.agrees_routes,
        routes_reason=None if weighed.agrees_routes else choice.routes_reason,
        agrees_urgency=weighed.agrees_urgency,
        urgency_reason=None if weighed.agrees_urgency else choice.urgency_reason,
        lowers_mandatory=weighed.lowers,
        lead_framework=choice.lead_framework or None,
        onward_route=choice.onward_route if weighed.closes else None,
        told_person=choice.told_person,
        out_of_hours=weighed.needs_second and choice.alone_out_of_hours,
        ask_second=choice.ask_second if weighed.needs_second and not choice.alone_out_of_hours else None,
        words_routes=choice.words_routes.strip(),
        words_urgency=choice.words_urgency.strip(),
        words_lead=choice.words_lead.strip() or None,
        words_onward=choice.onward_words.strip() if weighed.closes else None,
        words_telling=choice.words_telling.strip() or None,
    )
    session.add(decision)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody else decided for this person at the same moment.") from error
    return decision


def _ask_second(session: Session, held: Held, choice: Choice, decision: Decision, weighed: Weighed) -> None:
    """The second person's queue, inside the limit that runs already, out of hours by the next working day; and their mail."""
    concern = held.concern
    due_at = session.scalars(queues.open_items("screening", "concern", concern.id)).one().act_by
    if decision.out_of_hours:
        clock_name = "lowering_countersigned"
        running = pathways.start(
            session, clock_name, object_type="decision", object_id=decision.id, started_at=decision.decided_at
        )
        due_at = running.due_at
    if decision.ask_second:
        give_sight(session, object_type="concern", object_id=concern.id, officer_id=decision.ask_second)
    if (asked := mailed(session, concern, decision)) is not None:
        outbox.enqueue(session, ASKED, officer=str(asked), decision=str(decision.id))
    queues.place(
        session,
        Place(
            queue="second_person",
            team_id=concern.team_id,
            level=concern.level,
            object_type="decision",
            object_id=decision.id,
            concern_id=concern.id,
            person_id=choice.person_id,
            ref=concern.ref,
            source_kind=concern.source_kind,
            incident_id=concern.incident_id,
            rank=2 * band(weighed.standing_urgency),
            act_by=due_at,
            danger=danger_codes(session, concern),
            reason="lowering" if decision.lowers_mandatory else "overseeing",
        ),
    )
