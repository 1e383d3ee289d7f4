"""What the rules suggest for one person, opened only after the officer's own view: reasons, questions, the rest folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import clock, rulebook
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Part
from hub.errors import NotFound, OutOfOrder
from hub.people import age_words, called
from hub.rulebook import (
    Counterfactual,
    Explanation,
    Fact,
    Facts,
    NearMiss,
    Outcome,
    Pack,
    Question,
    Reason,
    ScreeningRun,
    ScreeningSubject,
    band,
)
from hub.triage.choices import BEHIND_A_NO, LIMBS
from hub.triage.comparing import Before, before_of
from hub.triage.facts import certain_of
from hub.triage.following import latest_decisions
from hub.triage.framing import Frame, Opened, open_concern
from hub.triage.models import Decision, OwnView
from hub.triage.showing import ADULT_AT, years_of
from hub.triage.suggested import Suggested, with_fallen
from hub.triage.viewing import views_of, without_view

FIELDS = ("suggested_routes", "suggested_urgency", "reasons", "questions", "own_view", "name", "age")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question still open: the fact itself, whom to ask, and what each answer would do.

    `bears`: an answer to it, alone or with others, could change the result. `needed`: before this can close.
    """

    fact: Fact
    who: tuple[str, ...]
    bears: bool
    together: bool
    needed: bool
    confirmed: bool
    answers: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One of the three points as it stands: yes, no, not_known, or empty while nobody has answered."""

    fact: Fact
    label: str
    answer: str


@dataclass(frozen=True, slots=True)
class Beside:
    """One person in the list beside: how the officer's view and the suggestion compare, and what is decided."""

    place: int
    name: str
    comparison: str  # same, other_route, more_urgent, less_urgent, could_be_more_urgent
    decision: str


@dataclass(frozen=True, slots=True)
class SuggestionsView:
    """The suggestions for one person as data."""

    frame: Frame
    person_id: UUID
    place: int
    name: str
    age: str
    people: tuple[Beside, ...]
    own: OwnView
    own_routes: tuple[str, ...]
    suggested: Suggested
    route_labels: Mapping[str, str]
    before: Before | None
    reasons: tuple[Reason, ...]
    counterfactuals: tuple[Counterfactual, ...]
    questions: tuple[Asked, ...]
    asking: str  # the question somebody is answering
    settled: bool | None
    one_would: bool  # some one answer alone would change the result
    near_misses: tuple[NearMiss, ...]
    areas_without: tuple[str, ...]
    actions: tuple[str, ...]
    points: tuple[Point, ...]
    run_id: UUID
    run_number: int
    run_on: date
    run_at: datetime
    fingerprint: str


def show_suggestions(session: Session, ref: str, place: int, *, asking: str = "", by: Actor) -> Shown[SuggestionsView]:
    """The suggestions for the person at a place on the form, with the leaf of this look.

    The fact `asking` is among the questions even where it is known already: somebody has another answer to it.

    Raises:
        NotAllowed, NotFound: not theirs to screen, or not to be known of; or there is no such question.
        OutOfOrder: the officer has not yet given their own view of everybody.
    """
    require(by, Permission.CONCERN_SCREEN)
    opened, each = open_viewed(session, ref, place, by=by)
    view = suggestions_of(session, opened, each, asking=asking, by=by)
    look = Look(
        Action.SUGGESTIONS_SHOWN,
        (("concern", str(opened.concern.id)), ("person", str(each.person.id))),
        FIELDS,
        purpose="screening",
        basis=opened.basis,
    )
    return Shown(view, look)


def open_viewed(session: Session, ref: str, place: int, *, by: Actor) -> tuple[Opened, Part]:
    """The concern and the person at that place, for an officer whose own views are kept; raises as `show_suggestions`."""
    opened = open_concern(session, ref, by=by)
    each = opened.screened_at(place)
    if without_view(session, opened.concern.id, opened.screened, by.acting_officer_id):
        raise OutOfOrder("Give your own view of each person first. The suggestions open after it.")
    return opened, each


def suggestions_of(session: Session, opened: Opened, each: Part, *, asking: str = "", by: Actor) -> SuggestionsView:
    """The suggestions for one person by the newest run; a step inside what shows them."""
    run = rulebook.latest_run(session, opened.concern.id)
    pack = rulebook.pack_by_fingerprint(session, run.fingerprint)
    found = rulebook.subjects_of(session, run.id)
    views = {view.person_id: view for view in views_of(session, opened.concern.id, by.acting_officer_id)}
    decided = latest_decisions(session, opened.concern.id)
    facts = rulebook.facts_about(session, run, each.person.id)
    told = rulebook.explain(session, run, each.person.id, certain=certain_of(each.person, run.on_day))
    own, subject = views[each.person.id], found[each.person.id]
    return SuggestionsView(
        frame=opened.frame,
        person_id=each.person.id,
        place=each.part.place,
        name=called(each.person),
        age=age_words(each.person, clock.today()),
        people=_beside(opened, views, found, decided),
        own=own,
        own_routes=_labels(pack, own.routes),
        suggested=with_fallen(Suggested.of(subject), rulebook.mandatory_before(session, run, each.person.id)),
        route_labels={route.id: route.label for route in pack.routes.values()},
        before=before_of(session, pack, run, each.person.id),
        reasons=told.reasons,
        counterfactuals=told.counterfactuals,
        questions=_questions(pack, told, facts, asking),
        asking=asking,
        settled=told.settled,
        one_would=any(question.could_change for question in told.questions),
        near_misses=told.near_misses,
        areas_without=_areas_without(pack, subject),
        actions=_actions(pack, run, subject),
        points=_points(pack, each, facts),
        run_id=run.id,
        run_number=run.number,
        run_on=run.on_day,
        run_at=run.at,
        fingerprint=run.fingerprint,
    )


def _questions(pack: Pack, told: Explanation, facts: Facts, asking: str) -> tuple[Asked, ...]:
    """Ranked questions an officer can put to somebody; what stands behind a no comes first. The three points stand apart."""
    if asking and (asking not in pack.facts or asking in LIMBS):
        raise NotFound
    declines = facts.get("declines_help")
    first = BEHIND_A_NO if declines is not None and declines.value is True else ()
    needed = [fact for fact in first if fact not in facts or not facts[fact].is_known]
    ranked = {each.fact: each for each in told.questions if each.fact not in LIMBS}
    again = [asking] if asking and asking not in ranked else []
    order = dict.fromkeys([*again, *needed, *ranked])
    return tuple(_asked(pack.facts[fact], ranked.get(fact), needed=fact in needed) for fact in order)


def _asked(fact: Fact, question: Question | None, *, needed: bool) -> Asked:
    if question is None:
        return Asked(fact, fact.who, bears=True, together=False, needed=needed, confirmed=True, answers=())
    bears = needed or question.could_change or question.together
    return Asked(fact, question.who, bears, question.together, needed, question.confirmed, question.answers)


def _areas_without(pack: Pack, subject: ScreeningSubject) -> tuple[str, ...]:
    """Areas no rule of which said yes or waits for a fact."""
    live = {pack.rules[rule].area for rule, _, _ in subject.findings if rule in pack.rules}
    return tuple(dict.fromkeys(rule.area for rule in pack.rules.values() if rule.area not in live))


def _actions(pack: Pack, run: ScreeningRun, subject: ScreeningSubject) -> tuple[str, ...]:
    held = [pack.rules[rule].in_force(run.on_day) for rule, _, answer in subject.findings if answer == "yes"]
    wanted = dict.fromkeys(action for version in held if version for action in version.actions)
    return tuple(pack.actions[action] for action in wanted if action in pack.actions)


def _points(pack: Pack, each: Part, facts: Facts) -> tuple[Point, ...]:
    """The three points, for anybody who may be 16 or over by what was told or answered."""
    age = facts.get("age_years")
    answered = age.high if age is not None and age.is_known else 0
    if each.person.unborn or max(years_of(each)[1], answered) < ADULT_AT:
        return ()
    return tuple(Point(pack.facts[fact], label, _answer(facts, fact)) for fact, label in LIMBS.items())


def _answer(facts: Facts, fact: str) -> str:
    stated = facts.get(fact)
    if stated is None:
        return ""
    if stated.is_known:
        return "yes" if stated.value is True else "no"
    return "not_known" if stated.asked else ""


def _labels(pack: Pack, routes: Sequence[str]) -> tuple[str, ...]:
    return tuple(pack.routes[route].label if route in pack.routes else route for route in routes)


def _beside(
    opened: Opened,
    views: Mapping[UUID, OwnView],
    found: Mapping[UUID, ScreeningSubject],
    decided: Mapping[UUID, Decision],
) -> tuple[Beside, ...]:
    day = clock.today()
    return tuple(
        Beside(
            each.part.place,
            ", ".join(part for part in (called(each.person), age_words(each.person, day)) if part),
            compare(views[each.person.id], Suggested.of(found.get(each.person.id))),
            decided[each.person.id].state if each.person.id in decided else "",
        )
        for each in opened.screened
    )


def compare(own: OwnView, suggested: Suggested) -> str:
    """How the officer's view and the suggestion part."""
    if suggested.routes and not set(own.routes) & set(suggested.routes):
        return "other_route"
    if not suggested.because_unknown and band(suggested.urgency) < band(own.urgency):
        return "more_urgent"
    if suggested.could_reach and band(suggested.could_reach) < band(own.urgency):
        return "could_be_more_urgent"
    return "less_urgent" if suggested.urgency and band(suggested.urgency) > band(own.urgency) else "same"
