"""What a choice comes to, weighed against what the rules said: agreeing, lowering, closing, who must sign. Nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from uuid import UUID

from sqlalchemy.orm import Session

from hub import clock, pathways
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.errors import NotAllowed, Unprocessable
from hub.rulebook import Facts, Route, active_pack, band
from hub.triage import choices
from hub.triage.barred import IRD, bars_to_closing, is_ird_asked_for, opens_no_work
from hub.triage.facts import CHILD_UNDER
from hub.triage.holding import Held
from hub.triage.screening import BANDS
from hub.triage.signers import signers
from hub.triage.suggested import Suggested

Problems = dict[str, list[str]]
IRD_ASKED_FOR = (
    "Police, health or social work asked for a child protection discussion (IRD). Screening cannot decline it for them, "
    "not even with a second person: the discussion itself decides. Agree to it"
)
TOLD_AS_A_CHILD = "By what was told they may be under 18. If that is wrong, put it right under People on this concern"
NEEDED_TO_WEIGH = {"added", "agrees_urgency", "urgency"}  # until these stand nobody can say what the choice comes to


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an officer chose for one person. `verdicts` says agree (True) or differ for each suggested route.

    `run_id` and `seen` say what they had before them: the run of the rules, and the number of the last decision (0: none).
    """

    person_id: UUID
    run_id: UUID
    seen: int = 0
    verdicts: Mapping[str, bool] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    routes_reason: str | None = None
    words_routes: str = ""
    agrees_urgency: bool | None = None
    urgency: str | None = None
    urgency_reason: str | None = None
    words_urgency: str = ""
    lead_framework: str | None = None
    words_lead: str = ""
    onward_route: str | None = None
    onward_words: str = ""
    told_person: str = ""
    words_telling: str = ""
    ask_second: UUID | None = None
    alone_out_of_hours: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the choice comes to. `standing_*` hold until a second person agrees; equal to the choice where none is needed."""

    routes: tuple[str, ...]
    urgency: str
    agrees_routes: bool
    agrees_urgency: bool
    lowers: bool
    needs_council_officer: bool
    closes: bool
    standing_routes: tuple[str, ...]
    standing_urgency: str

    @property
    def needs_second(self) -> bool:
        """Whether somebody else must sign."""
        return self.lowers or self.needs_council_officer


def weigh(session: Session, held: Held, choice: Choice, suggested: Suggested, facts: Facts, *, by: Actor) -> Weighed:
    """What the choice comes to for this officer.

    Raises:
        NotAllowed: the strand is decided by somebody with another qualification.
        Unprocessable: something is missing, by the name of its field.

    Source: asp_code2022_5, ng2021_p3_ird
    """
    require(by, Permission.CONCERN_SCREEN)
    problems: Problems = {}
    all_routes = active_pack(session).routes
    routes = _routes(choice, suggested, all_routes, problems)
    urgency = _urgency(choice, suggested, problems)
    is_chosen = not problems.keys() & NEEDED_TO_WEIGH and not any(name.startswith("route_") for name in problems)
    weighed = _weighed(choice, suggested, routes, urgency, all_routes, by)
    person = held.part_of(choice.person_id).person
    if is_chosen and is_ird_asked_for(person, facts) and IRD not in routes:
        problems[f"route_{IRD}" if IRD in suggested.routes else "added"] = [_ird_words(facts)]
    _ask_lead(facts, choice, problems)
    _ask_telling(choice, problems)
    if is_chosen and weighed.closes:
        _ask_before_closing(choice, suggested, routes, facts, problems)
    if is_chosen and weighed.needs_second:
        _ask_second(session, held, choice, weighed, problems, by)
    if problems:
        raise Unprocessable(problems, "Nothing was decided. Check what you entered.")
    return weighed


def _ird_words(facts: Facts) -> str:
    """Why it is not declined, and what to do where the officer knows them to be grown up."""
    age = facts.get("age_years")
    return f"{IRD_ASKED_FOR}. {TOLD_AS_A_CHILD}" if age is not None and age.low >= CHILD_UNDER else IRD_ASKED_FOR


def _routes(
    choice: Choice, suggested: Suggested, all_routes: Mapping[str, Route], problems: Problems
) -> tuple[str, ...]:
    for route in suggested.routes:
        if route not in choice.verdicts:
            label = all_routes[route].label if route in all_routes else route
            problems[f"route_{route}"] = [f"{label}: choose agree or differ"]
    chosen = {route for route in suggested.routes if choice.verdicts.get(route)} | set(choice.added)
    if any(route not in all_routes for route in choice.added):
        problems["added"] = ["Choose from the list"]
    if not chosen and not problems:
        problems["added"] = ["Choose at least one route. If no new work is needed, choose that the information is kept"]
    if not choices.is_a_sentence(choice.words_routes):
        problems["words_routes"] = ["Enter at least a sentence on why, whether you agree or differ"]
    differs = not problems and chosen != set(suggested.routes)
    if differs and choice.routes_reason not in choices.ROUTE_REASONS:
        problems["routes_reason"] = ["Choose the main reason for differing"]
    return tuple(route for route in all_routes if route in chosen)


def _urgency(choice: Choice, suggested: Suggested, problems: Problems) -> str:
    if choice.agrees_urgency is None and suggested.urgency:
        problems["agrees_urgency"] = ["Urgency: choose agree or differ"]
    if not choices.is_a_sentence(choice.words_urgency):
        problems["words_urgency"] = ["Enter at least a sentence on the urgency, whether you agree or differ"]
    if suggested.urgency and choice.agrees_urgency:
        return suggested.urgency
    if choice.agrees_urgency is not None or not suggested.urgency:
        if choice.urgency not in BANDS:
            problems["urgency"] = ["Choose your urgency"]
        elif choice.urgency == suggested.urgency:
            problems["urgency"] = ["This is what was suggested. Choose agree, or another urgency"]
        if suggested.urgency and choice.urgency_reason not in choices.URGENCY_REASONS:
            problems["urgency_reason"] = ["Choose the main reason for differing"]
    return choice.urgency if choice.urgency in BANDS else suggested.urgency or BANDS[-1]


def _weighed(
    choice: Choice,
    suggested: Suggested,
    routes: Sequence[str],
    urgency: str,
    all_routes: Mapping[str, Route],
    by: Actor,
) -> Weighed:
    named = {*routes, *suggested.routes, *suggested.binding_routes}
    deciders = {all_routes[route].needs_decider for route in named if route in all_routes}
    _require_decider(deciders, by)
    standing = {*routes, *suggested.binding_routes}
    return Weighed(
        routes=tuple(routes),
        urgency=urgency,
        agrees_routes=set(routes) == set(suggested.routes),
        agrees_urgency=bool(choice.agrees_urgency) and urgency == suggested.urgency,
        lowers=suggested.is_lowered_by(routes, urgency),
        needs_council_officer="council_officer" in deciders and "council_officer" not in by.qualifications,
        closes=opens_no_work(routes),
        standing_routes=tuple(route for route in all_routes if route in standing),
        standing_urgency=min((urgency, suggested.binding_urgency or urgency), key=band),
    )


def _require_decider(deciders: set[str], by: Actor) -> None:
    """A child's strand is decided by a social worker or manager; an adult's by a council officer, or overseen by one."""
    is_manager = bool(by.roles & {"team_manager", "senior_manager"})
    if "social_worker" in deciders and "social_worker" not in by.qualifications and not is_manager:
        raise NotAllowed(
            "A child's route is decided by a qualified social worker or a manager. Ask one to decide this.",
            permission="social_worker",
        )


def may_be_16_or_17(facts: Facts) -> bool:
    """Whether the age they were screened with, told or answered, reaches 16 or 17. One open on a side does not count."""
    age = facts.get("age_years")
    return age is not None and isfinite(age.low) and isfinite(age.high) and age.low <= 17 and age.high >= 16


def _ask_lead(facts: Facts, choice: Choice, problems: Problems) -> None:
    if not may_be_16_or_17(facts):
        return
    if choice.lead_framework not in choices.LEADS:
        problems["lead_framework"] = ["Choose which framework leads: at 16 and 17 both apply"]
    if not choices.is_a_sentence(choice.words_lead):
        problems["words_lead"] = ["Enter at least a sentence on why it leads"]


def _ask_telling(choice: Choice, problems: Problems) -> None:
    if choice.told_person not in choices.TELLING:
        problems["told_person"] = ["Choose whether they have been told"]
    elif choice.told_person != "yes" and not choices.is_a_sentence(choice.words_telling):
        problems["words_telling"] = ["Enter who will tell them and how, or why nobody does"]


def _ask_before_closing(
    choice: Choice, suggested: Suggested, routes: Sequence[str], facts: Facts, problems: Problems
) -> None:
    """What must be so before no work is opened. Not knowing never closes anything, and neither does a bare no."""
    if choice.onward_route not in choices.ONWARD:
        problems["onward_route"] = ["Choose who takes this on. It stays open in your name until they accept it"]
    if not choices.is_a_sentence(choice.onward_words):
        problems["onward_words"] = ["Enter who they are and what you ask of them"]
    bars = bars_to_closing({*routes, *suggested.routes}, facts)
    problems.update({field: [words] for field, words in bars.items()})


def _ask_second(session: Session, held: Held, choice: Choice, weighed: Weighed, problems: Problems, by: Actor) -> None:
    if choice.alone_out_of_hours:
        if pathways.is_office_time(session, clock.now()):
            problems["alone_out_of_hours"] = ["The offices are open. Ask somebody to sign"]
        return
    able = {each.officer_id for each in signers(session, held.concern, weighed.needs_council_officer, by=by)}
    if choice.ask_second not in able:
        problems["ask_second"] = ["Choose who you ask to sign"]
