"""What an officer needs in front of them to decide for one person, and what a choice would start, before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import clock, pathways, rulebook
from hub.accounts import Permission, officer_names, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Part
from hub.errors import OutOfOrder
from hub.people import called
from hub.rulebook import Pack
from hub.triage import choices
from hub.triage.deciding import weigh_against
from hub.triage.facts import CHILD_UNDER
from hub.triage.following import clocks_of, latest_decisions
from hub.triage.framing import Opened
from hub.triage.holding import Held
from hub.triage.models import Decision
from hub.triage.overtaken import Overtaken, why_undone
from hub.triage.showing import ADULT_AT, years_of
from hub.triage.signers import Signer, signers
from hub.triage.suggested import Suggested
from hub.triage.suggesting import SuggestionsView, open_viewed, suggestions_of
from hub.triage.weighing import Choice, Weighed, may_be_16_or_17

FIELDS = ("suggested_routes", "suggested_urgency", "own_view", "name", "age", "decision")


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it stands, in words."""

    place: int
    person: str
    number: int
    by: str
    at: datetime
    state: str
    routes: tuple[str, ...]
    urgency: str
    words_routes: str
    words_urgency: str
    second_by: str
    words_second: str
    overtaken: Overtaken | None  # of one that no longer stands: what was learnt since

    @property
    def stands(self) -> bool:
        """Whether it is the decision about this person as of now."""
        return self.state != "replaced"


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One person's decision page as data. `addable` are routes that fit their age and were not suggested."""

    suggestions: SuggestionsView
    route_hints: Mapping[str, str]
    addable: Mapping[str, str]
    signers: tuple[Signer, ...]
    needs_lead: bool
    needs_council_officer: bool
    needs_social_worker: bool
    is_council_officer: bool
    closes_only: frozenset[str]
    offices_open: bool
    declines: bool
    latest: Decided | None
    others: tuple[Decided, ...]
    undecided: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Start:
    """A clock a choice would start."""

    what: str
    due_at: datetime
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a choice comes to: what it opens and which clocks begin."""

    view: DecisionView
    weighed: Weighed
    opens: tuple[str, ...]
    starts: tuple[Start, ...]
    second: str


def show_decision(session: Session, ref: str, place: int, *, by: Actor) -> Shown[DecisionView]:
    """Everything for deciding about the person at a place on the form; raises as `show_suggestions`."""
    require(by, Permission.CONCERN_SCREEN)
    opened, each = open_viewed(session, ref, place, by=by)
    return Shown(_view(session, opened, each, by), _look(opened, each))


def preview(session: Session, ref: str, place: int, choice: Choice, *, by: Actor) -> Shown[Preview]:
    """What the choice would come to; nothing is changed.

    Raises:
        NotAllowed, NotFound, OutOfOrder: not theirs to decide now.
        Unprocessable: something is missing.
    """
    require(by, Permission.CONCERN_SCREEN)
    opened, each = open_viewed(session, ref, place, by=by)
    if opened.concern.state != "waiting":
        raise OutOfOrder("This concern has been decided for everybody on it.")
    held = Held(opened.concern, opened.screened, opened.basis)
    run = rulebook.latest_run(session, opened.concern.id)
    weighed = weigh_against(session, held, choice, run, by=by)
    view, pack = _view(session, opened, each, by), rulebook.active_pack(session)
    asked = {one.officer_id: one.name for one in view.signers}
    found = Preview(
        view,
        weighed,
        tuple(pack.routes[route].label for route in weighed.standing_routes if route not in choices.WITHOUT_STRAND),
        _starts(session, pack, opened, each, weighed),
        asked.get(choice.ask_second, "") if choice.ask_second else "",
    )
    return Shown(found, _look(opened, each))


def _look(opened: Opened, each: Part) -> Look:
    objects = (("concern", str(opened.concern.id)), ("person", str(each.person.id)))
    return Look(Action.SUGGESTIONS_SHOWN, objects, FIELDS, purpose="deciding", basis=opened.basis)


def _view(session: Session, opened: Opened, each: Part, by: Actor) -> DecisionView:
    suggestions, pack = suggestions_of(session, opened, each, by=by), rulebook.active_pack(session)
    told = suggestions.suggested
    needed = {pack.routes[route].needs_decider for route in (*told.routes, *told.fallen_routes) if route in pack.routes}
    is_officer = "council_officer" in by.qualifications
    decided = _decided(session, pack, opened)
    facts = rulebook.facts_about(session, rulebook.latest_run(session, opened.concern.id), each.person.id)
    declines = facts.get("declines_help")
    may_be_adult = years_of(each)[1] >= ADULT_AT and not each.person.unborn
    return DecisionView(
        suggestions=suggestions,
        route_hints=_hints(suggestions, pack),
        addable=_addable(pack, each, told),
        signers=signers(session, opened.concern, may_be_adult and not is_officer, by=by),
        needs_lead=may_be_16_or_17(facts),
        needs_council_officer="council_officer" in needed,
        needs_social_worker="social_worker" in needed,
        is_council_officer=is_officer,
        closes_only=choices.WITHOUT_STRAND,
        offices_open=pathways.is_office_time(session, clock.now()),
        declines=bool(declines is not None and declines.value is True),
        latest=decided.get(each.person.id),
        others=tuple(decided[one.person.id] for one in opened.screened if one is not each and one.person.id in decided),
        undecided=tuple(
            (one.part.place, called(one.person))
            for one in opened.screened
            if one is not each and (one.person.id not in decided or not decided[one.person.id].stands)
        ),
    )


def _hints(suggestions: SuggestionsView, pack: Pack) -> dict[str, str]:
    """Beside each suggested route the first reason for it."""
    found: dict[str, str] = {}
    for why in suggestions.reasons:
        sources = "".join(f" {source.title}, {source.where}." for source in why.sources)
        unconfirmed = "" if why.confirmed else " Local policy not yet confirmed."
        for route in why.routes:
            found.setdefault(route, f"{why.because}{sources}{unconfirmed}")
    return {route: found[route] for route in found if route in pack.routes}


def _addable(pack: Pack, each: Part, suggested: Suggested) -> dict[str, str]:
    """Routes that were not suggested and fit their age, and whatever fell away."""
    least, most = years_of(each)
    unfit = set()
    if each.person.unborn or most < ADULT_AT:
        unfit.add("adults")
    if not each.person.unborn and least >= CHILD_UNDER:
        unfit.add("children")
    return {
        route.id: route.label
        for route in pack.routes.values()
        if route.id not in suggested.routes
        and (route.id in suggested.fallen_routes or (route.area not in unfit and route.id != "needs_information"))
    }


def _decided(session: Session, pack: Pack, opened: Opened) -> dict[UUID, Decided]:
    found = latest_decisions(session, opened.concern.id)
    undone = why_undone(session, opened.concern.id, found.values())
    names = officer_names(
        session, {name for each in found.values() for name in (each.decided_by, each.second_by) if name}
    )
    people = {one.person.id: one for one in opened.screened}
    return {
        person: _in_words(pack, people[person], each, names, undone.get(each.id))
        for person, each in found.items()
        if person in people
    }


def _in_words(
    pack: Pack, part: Part, each: Decision, names: Mapping[UUID, str], overtaken: Overtaken | None
) -> Decided:
    return Decided(
        place=part.part.place,
        person=called(part.person),
        number=each.number,
        by=names.get(each.decided_by, ""),
        at=each.decided_at,
        state=each.state,
        routes=tuple(pack.routes[route].label for route in each.routes if route in pack.routes),
        urgency=each.urgency,
        words_routes=each.words_routes or "",
        words_urgency=each.words_urgency or "",
        second_by=names.get(each.second_by, "") if each.second_by else "",
        words_second=each.words_second or "",
        overtaken=overtaken,
    )


def _starts(session: Session, pack: Pack, opened: Opened, each: Part, weighed: Weighed) -> tuple[Start, ...]:
    now, found = clock.now(), []
    for route in weighed.standing_routes:
        for name, started_at in clocks_of(session, route, each.person, opened.concern, now):
            if name == "cppm_pre_birth":
                continue
            version = pack.clocks[name].version_on(clock.london_day(started_at))
            due = pathways.due_for(session, name, started_at=started_at)
            found.append(Start(pack.clocks[name].label, due.at, version.confirmed))
    return tuple(found)
