"""The rows of screening a concern: links to earlier records, own views, answers and further runs, decisions, onward routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from hub.demo import deciding, timing
from hub.demo.dice import dice
from hub.demo.finding_out import Step, find_out, write_answers
from hub.demo.fresh import Fresh, FreshPerson
from hub.demo.history import History, newest
from hub.demo.known import Known
from hub.demo.outcomes import ToldDecision, ToldOnward
from hub.demo.queueing import stand_for_second
from hub.demo.sheets import Sheet
from hub.demo.sitting import everybody, held
from hub.demo.staff import with_role
from hub.demo.weighing import ONWARD_INSTEAD, ONWARD_WORDS, Chosen, as_found, choose
from hub.demo.writing_concerns import grant
from hub.demo.writing_runs import Gathered, Run, write_run
from hub.pathways.limits import counted
from hub.people import PersonLink, age_on
from hub.triage.models import Decision, OnwardRoute, OwnView

MATCHED_SHARE = 0.92
URGENCY_WORDS = {
    True: "The pace that was suggested fits what we were told and what we hold.",
    False: "Seen today by somebody who knows them, who will ring back if anything changes.",
}
TELLING_WORDS = {
    "will_be": "The worker who visits first tells them, face to face and on their own.",
    "not_known": "Nobody has told them yet; whoever takes it on decides how with them.",
    "not_safe": "Telling them now could let the person alleged know, so nobody does yet.",
}
SECOND_WORDS = "Read with the narrative and what is held; agreed, with the support named."


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as written: the state it is in, and since when its work stands (None while it waits)."""

    person: FreshPerson
    chosen: Chosen
    id: UUID
    state: str
    decided_at: datetime
    stands_at: datetime | None
    by: UUID
    second: UUID | None


@dataclass(slots=True)
class Screened:
    """What screening came to: the runs, the decisions that are not replaced, and since when all of them stand."""

    runs: list[Run]
    reran_at: datetime | None = None
    made: list[Made] = field(default_factory=list)
    first_stands: list[datetime | None] = field(default_factory=list)
    came_back_at: datetime | None = None

    @property
    def first_settled_at(self) -> datetime | None:
        """When every first decision stood; None while one waits."""
        return _last(self.first_stands)

    @property
    def settled_at(self) -> datetime | None:
        """Since when every decision that is not replaced stands; None while one waits or nothing is decided."""
        return _last([one.stands_at for one in self.made])


def _last(stands: Sequence[datetime | None]) -> datetime | None:
    found = [at for at in stands if at is not None]
    return max(found) if found and len(found) == len(stands) else None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything one sitting needs."""

    known: Known
    history: History
    sheet: Sheet
    fresh: Fresh
    rng: Random


def write_screening(
    known: Known, history: History, sheet: Sheet, fresh: Fresh, gathered: Gathered, first: Run
) -> Screened:
    """All that screening has come to by now; own views alone where somebody has only begun."""
    story = fresh.story
    rng = dice("screening", story.told.received_at.isoformat(), story.told.number)
    desk, screened = Desk(known, history, sheet, fresh, rng), Screened([first])
    if story.state == "waiting":
        if story.decisions and fresh.level != "sealed":
            _give_views(desk, story.decisions, known.officers[story.decisions[0].by], story.decisions[0].own_view_at)
        return screened
    told = everybody(known, rng, fresh)
    steps = find_out(known, rng, fresh, gathered, first.made, told)
    told = held(known, rng, fresh, [first.made, *(step.run for step in steps)], told)
    views_at = min(one.own_view_at for _, one in told)
    officer = known.officers[told[0][1].by]
    _link(desk, officer, max(fresh.keyed_at, views_at - timedelta(minutes=1)))
    _give_views(desk, [one for _, one in told], officer, views_at)
    _write_steps(desk, screened, steps, officer, views_at)
    for each, one in told:
        _decide(desk, screened, each, one)
    return screened


def _write_steps(desk: Desk, screened: Screened, steps: Sequence[Step], officer: UUID, at: datetime) -> None:
    number = 1
    for step in steps:
        write_answers(desk.sheet, desk.fresh, step, first=number, by=officer, at=at)
        number += len(step.answers)
        place = len(screened.runs) + 1
        run = write_run(desk.known, desk.sheet, desk.fresh, step.run, number=place, why=step.why, by=officer, at=at)
        screened.runs.append(run)
        screened.reran_at = at


def _link(desk: Desk, officer: UUID, at: datetime) -> None:
    """The officer says who is somebody held already; those rows share a cluster from then on."""
    for each in desk.fresh.people:
        if each.role == "alleged" or not each.truth or desk.fresh.level == "sealed":
            continue
        held = newest(desk.history.candidates(each))
        if held is not None and desk.rng.random() < MATCHED_SHARE:
            each.cluster = held.cluster
            columns = {
                "person_id": each.id,
                "other_id": held.row,
                "verdict": "same",
                "said_by": officer,
                "said_at": at,
            }
            desk.sheet.put(PersonLink, columns)


def _give_views(desk: Desk, told: Sequence[ToldDecision], officer: UUID, at: datetime) -> None:
    by_truth = {one.person: one for one in told if one.person}
    lead = told[0]
    first: UUID | None = None
    for each in desk.fresh.screened:
        one = by_truth.get(each.truth, lead) if each.truth else lead
        is_copied = one is lead and first is not None
        columns = {
            "concern_id": desk.fresh.id, "person_id": each.id, "officer_id": officer, "given_at": at,
            "routes": list(one.own_routes) or ["info_only"], "urgency": one.own_urgency,
            "copied_from": first if is_copied else None,
        }  # fmt: skip
        desk.sheet.put(OwnView, columns, key=each.key, words={"words": one.own_words})
        first = first or (each.id if one is lead else None)


def _decide(desk: Desk, screened: Screened, each: FreshPerson, told: ToldDecision) -> None:
    """The decision about one person, its second signature, and where it was passed on to."""
    known, run = desk.known, screened.runs[-1]
    found = run.about(each.id)
    one = told if told.routes else as_found(told, found)
    chosen = choose(known.pack, one, found, is_council_officer=known.is_council_officer(one.by))
    at = one.decided_at or known.until
    made = _written(desk, each, chosen, run, number=1, at=at)
    screened.first_stands.append(made.stands_at)
    if made.stands_at is not None and chosen.closes:
        made = _pass_on(desk, screened, made, run)
    screened.made.append(made)


def _second(desk: Desk, chosen: Chosen, at: datetime) -> tuple[str, datetime | None]:
    """Who is asked to sign, and when they did; None while it waits."""
    told, known = chosen.told, desk.known
    able = with_role("team_manager", qualification="council_officer" if chosen.needs_council_officer else "")
    names = [one.username for one in able if one.username != told.by]
    second = told.second_by if told.second_by in names else desk.rng.choice(names)
    signed_at = told.second_at or timing.after_work(at, desk.rng.uniform(0.3, 3))
    if desk.fresh.story.conferences:  # they were asked for by hand of what was decided, so it had been signed by then
        signed_at = min(signed_at, at + timedelta(minutes=20))
    return second, None if told.waits or signed_at > known.until else signed_at


def _written(desk: Desk, each: FreshPerson, chosen: Chosen, run: Run, *, number: int, at: datetime) -> Made:
    known, told = desk.known, chosen.told
    second, signed_at = _second(desk, chosen, at) if chosen.needs_second else ("", None)
    state = "made" if not chosen.needs_second else "signed" if signed_at else "waiting_for_second"
    asked = known.officers[second] if second else None
    decision = desk.sheet.put(
        Decision,
        {
            "id": uuid4(), "concern_id": desk.fresh.id, "person_id": each.id, "number": number, "run_id": run.id,
            "state": state, "decided_by": known.officers[told.by], "decided_at": at, "routes": list(chosen.routes),
            "urgency": chosen.urgency, "agrees_routes": chosen.agrees_routes, "routes_reason": chosen.routes_reason,
            "agrees_urgency": chosen.agrees_urgency, "urgency_reason": chosen.urgency_reason,
            "lowers_mandatory": chosen.lowers, "lead_framework": _lead(each, desk.fresh, chosen),
            "onward_route": _onward(chosen, each, desk.fresh) if chosen.closes else None,
            "told_person": told.told_person, "ask_second": asked, "second_by": asked if signed_at else None,
            "second_at": signed_at,
        },
        key=each.key,
        words=_words(desk, each, chosen, is_signed=signed_at is not None),
    )  # fmt: skip
    if asked is not None:
        grant(desk.sheet, "concern", desk.fresh.id, officer=asked, at=at)
        stand_for_second(known, desk.sheet, desk.fresh, decision, each.id, chosen, done_at=signed_at)
    stands_at = at if state == "made" else signed_at
    return Made(each, chosen, decision, state, at, stands_at, known.officers[told.by], asked)


def _words(desk: Desk, each: FreshPerson, chosen: Chosen, *, is_signed: bool) -> dict[str, str | None]:
    told = chosen.told
    lead = _lead(each, desk.fresh, chosen)
    return {
        "words_routes": told.words or "Follows what was suggested; nothing we hold speaks against it.",
        "words_urgency": URGENCY_WORDS[chosen.agrees_urgency],
        "words_lead": "Lives at home and is at school, so that framework fits best." if lead else None,
        "words_onward": ONWARD_WORDS[_onward(chosen, each, desk.fresh)] if chosen.closes else None,
        "words_telling": TELLING_WORDS.get(told.told_person),
        "words_second": SECOND_WORDS if is_signed else None,
    }


def _lead(each: FreshPerson, fresh: Fresh, chosen: Chosen) -> str | None:
    age = age_on(each.opened, fresh.day) or {}
    if "from" not in age or "to" not in age or age["from"] > 17 or age["to"] < 16:
        return None
    return "adult" if {"asp_inq", "asp_urgent"} & set(chosen.routes) else "child"


def _onward(chosen: Chosen, each: FreshPerson, fresh: Fresh) -> str:
    told = chosen.told.onward or ("named_person" if each.is_child_on(fresh.day) else "adult_support")
    return ONWARD_INSTEAD.get(told, told)


def _pass_on(desk: Desk, screened: Screened, made: Made, run: Run) -> Made:
    """The onward route as it stands; one that came back was decided again, or waits for it."""
    fresh, onward = desk.fresh, _onward(made.chosen, made.person, desk.fresh)
    told = next(
        (
            one
            for one in fresh.story.onwards
            if one.person == made.person.truth and ONWARD_INSTEAD.get(one.route, one.route) == onward
        ),
        None,
    )
    if told is None:
        told = deciding.onward(
            desk.rng, replace(made.chosen.told, onward=onward, person=""), ("Jo Samplewell",), desk.known.until
        )
    if told is None or made.stands_at is None:
        return made
    _write_onward(desk, made, told)
    if told.state != "came_back" or told.settled_at is None:
        return made
    return _decide_again(desk, screened, made, run, told.settled_at)


def _write_onward(desk: Desk, made: Made, told: ToldOnward) -> None:
    opened_at = made.stands_at or made.chosen.told.decided_at or desk.known.until
    act_by = counted(desk.known.pack, "screening_five_working_days", started_at=opened_at).due_at
    route = ONWARD_INSTEAD.get(told.route, told.route)
    words = ONWARD_WORDS[route]
    if told.state == "came_back":
        words += "\nCame back: they have no place before next month."
    settled_at = max(told.settled_at, opened_at) if told.settled_at else None
    desk.sheet.put(
        OnwardRoute,
        {
            "decision_id": made.id, "person_id": made.person.id, "concern_id": desk.fresh.id,
            "route": route, "state": told.state, "owner_id": made.by, "opened_at": opened_at,
            "act_by": act_by, "settled_at": settled_at, "settled_by": made.by if settled_at else None,
        },
        key=made.person.key,
        words={"accepted_by_name": told.accepted_by_name or None, "words": words},
    )  # fmt: skip


def _decide_again(desk: Desk, screened: Screened, made: Made, run: Run, at: datetime) -> Made:
    """The concern was back in the queue; the same officer passed it on elsewhere some hours later, where it was accepted."""
    desk.sheet.replace_column(made.id, "state", "replaced")
    screened.came_back_at = max(at, screened.came_back_at or at)
    again_at = timing.after_work(at, desk.rng.uniform(0.5, 5))
    if again_at > desk.known.until:
        return replace(made, state="replaced", stands_at=None)
    told = replace(made.chosen.told, decided_at=again_at, onward="third_sector", own_view_at=at)
    again = _written(desk, made.person, replace(made.chosen, told=told), run, number=2, at=again_at)
    settled = min(timing.after_work(again_at, desk.rng.uniform(1, 9)), desk.known.until)
    accepted = ToldOnward("", "third_sector", "accepted", told.by, again_at, settled, "Robin Exampleton")
    if again.stands_at is not None:
        _write_onward(desk, again, accepted)
    return again
