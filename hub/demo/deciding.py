"""What officers of the synthetic city made of a concern: alerts, own views, decisions, onward routes. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hub.demo import timing
from hub.demo.outcomes import ToldAlert, ToldDecision, ToldOnward
from hub.demo.staff import DemoOfficer, with_role
from hub.demo.truth import Expected, ToldConcern

STRAND_ROUTES = frozenset(
    {
        *("cp_ird", "reporter", "asp_inq", "asp_urgent", "lsi_consider", "mhcta_s33", "marac", "carm", "nfod", "nrm"),
        *("mappa", "mental_health_crisis", "drug_treatment", "separated_child"),
    }
)
LATE_SHARE = 0.05
AGREES_SHARE = 0.87
LOWER = {
    "cp_ird": "cp_wellbeing", "asp_inq": "asp_not_met_support", "asp_urgent": "asp_inq", "cp_wellbeing": "info_only",
}  # fmt: skip
SLOWER = {"act_now": "same_day", "same_day": "two_working_days"}
OFFICE_HOURS_TO_DECIDE = {"same_day": (0.5, 5), "two_working_days": (2, 13), "five_working_days": (3, 22)}

ONWARD_TO = {
    "cp_wellbeing": ("named_person", "named_person", "health_visitor", "family_support"),
    "info_only": ("named_person", "gp", "third_sector", "housing"),
    "asp_not_met_support": ("adult_support", "gp", "third_sector", "housing", "care_provider_review"),
    "dbi": ("distress_support",),
    "needs_information": ("gp", "health_visitor"),
    "police": ("third_sector",),
}
SUPPORT_AFTER_ABUSE = "domestic_abuse_support"
WORDS = {
    "cp_ird": "What was seen or said may be significant harm; police and health should share what they hold today.",
    "cp_wellbeing": "No sign of significant harm in what was told. The named person knows the child.",
    "asp_inq": "The three points are answered from what was told and from records; an inquiry is needed.",
    "asp_urgent": "Harm is recent and could come again before tomorrow. To be seen today, alone if possible.",
    "asp_not_met_support": "Able to look after their own affairs with help; support is offered outside the 2007 Act.",
    "marac": "High risk by checklist and by judgement. To be discussed at the next meeting; advocate to ring first.",
    "info_only": "Known, and in hand. Kept so that a pattern would be seen.",
    "needs_information": "Rang round the same day; what was learnt does not call for more than a friendly call.",
    "dbi": "Agreed to a call within a day. No plan and somebody with them tonight.",
    "nfod": "For the daily overdose meeting; outreach to go out tomorrow morning.",
    "mhcta_s33": "Mental disorder and at risk alone; inquiry with the community team.",
    "mental_health_crisis": "Thoughts of suicide and an illness of years; the crisis team to see them today.",
    "separated_child": "Here alone; somewhere safe tonight, the guardian service asked, age to be assessed.",
    "carm": "Serious harm to another young person; protection considered first, then risk management.",
}  # fmt: skip
SIGNED = frozenset({"cp_ird", "asp_urgent"})
DIFFERS = ("known_to_services", "new_information", "professional_judgement", "already_in_hand")


def alert(rng: Random, told: ToldConcern, until: datetime) -> ToldAlert | None:
    """The alert of a concern told as danger now or soon, acknowledged within minutes; None for any other."""
    answer = told.told["immediate_danger"]["answer"]
    if answer not in {"yes", "later"}:
        return None
    minutes = rng.randint(1, 9) if rng.random() < 0.93 else rng.randint(11, 24)
    at = min(told.keyed_at + timedelta(minutes=minutes), until)
    return ToldAlert(answer, told.keyed_at, int(minutes > 10), desk(rng, told, at).username, at)


def desk(rng: Random, told: ToldConcern, at: datetime) -> DemoOfficer:
    """An officer who may decide it: out of hours whoever is on, else one qualified for whom it is about."""
    if not timing.in_office_hours(at):
        return rng.choice(with_role("screening_officer", team="out_of_hours"))
    grown = told.truth.kind in {"adult", "police_adult", "police_wellbeing", "police_distress", "police_hate"}
    able = with_role("screening_officer", team="screening", qualification="council_officer")
    if grown:
        return rng.choice(able)
    return rng.choice([one for one in with_role("screening_officer", team="screening") if one not in able])


def decided_at(rng: Random, told: ToldConcern) -> datetime:
    """When it was decided; a few are late."""
    urgency = told.truth.urgency
    late = 9.0 * rng.randint(1, 3) if rng.random() < LATE_SHARE else 0.0
    if urgency == "act_now":
        return told.keyed_at + timedelta(minutes=rng.randint(14, 55))
    if urgency == "same_day" and not timing.in_office_hours(told.keyed_at) and rng.random() < 0.5:
        return told.keyed_at + timedelta(minutes=rng.randint(40, 170))
    return timing.after_work(told.keyed_at, rng.uniform(*OFFICE_HOURS_TO_DECIDE[urgency]) + late)


def decisions(rng: Random, told: ToldConcern, at: datetime) -> tuple[ToldDecision, ...]:
    """One decision for each subject, by one officer in one sitting."""
    officer = desk(rng, told, at)
    return tuple(
        _decision(rng, told, expected, officer, at + timedelta(minutes=3 * nth))
        for nth, expected in enumerate(told.truth.expected)
    )


def can_be_lowered(told: ToldConcern) -> bool:
    """Whether somebody may have decided on less than was expected, for which a second person is asked."""
    return not told.truth.conference and told.truth.expected[:1] != () and told.truth.expected[0].routes[0] in SIGNED


def lowered(rng: Random, made: ToldDecision) -> ToldDecision:
    """The decision with a lesser route, waiting for a second person."""
    route = LOWER[made.routes[0]] if made.agrees else made.routes[0]
    return replace(
        made, routes=(route, *made.routes[1:]), agrees=False, differs_because="new_information", words=WORDS[route],
        second_by=rng.choice(with_role("team_manager")).username, second_at=None, waits=True,
    )  # fmt: skip


def _decision(rng: Random, told: ToldConcern, expected: Expected, officer: DemoOfficer, at: datetime) -> ToldDecision:
    agrees = bool(expected.conference) or told.truth.marac or rng.random() < AGREES_SHARE
    lead = expected.routes[0]
    lowered = LOWER.get(lead, lead)
    routes = expected.routes if agrees or lowered == lead else (lowered, *expected.routes[1:])
    urgency = expected.urgency if agrees else SLOWER.get(expected.urgency, expected.urgency)
    agrees = routes == expected.routes and urgency == expected.urgency
    second = None if agrees or lead not in SIGNED else rng.choice(with_role("team_manager")).username
    strand = any(route in STRAND_ROUTES for route in routes)
    night = not timing.in_office_hours(at)
    return ToldDecision(
        person=expected.person, by=officer.username, own_view_at=at - timedelta(minutes=rng.randint(4, 12)),
        own_routes=routes if rng.random() < 0.85 else expected.routes, own_urgency=urgency,
        own_words="From the words as told and what we hold.", decided_at=at, routes=routes, urgency=urgency,
        agrees=agrees, differs_because="" if agrees else rng.choice(DIFFERS),
        words=WORDS.get(routes[0], "Passed on as told."), points=_points(rng, told, routes),
        onward="" if strand else _onward_to(rng, told, routes[0]),
        told_person=rng.choice(("yes", "will_be", "will_be", "not_known")), out_of_hours=night, second_by=second,
        second_at=timing.after_work(at, rng.uniform(0.3, 3)) if second else None,
    )  # fmt: skip


def _points(rng: Random, told: ToldConcern, routes: Sequence[str]) -> tuple[str, ...]:
    """The three points of the 2007 Act as the officer answered them: yes or no, empty for a child."""
    if "adult" not in told.truth.kind and told.truth.kind not in {"police_wellbeing", "police_distress", "police_hate"}:
        return ()
    if routes[0] in {"asp_inq", "asp_urgent", "lsi_consider"}:
        return ("yes", "yes", "yes")
    return rng.choice((("no", "yes", "yes"), ("no", "no", "yes"), ("no", "yes", "no"), ("yes", "no", "yes")))


def _onward_to(rng: Random, told: ToldConcern, route: str) -> str:
    if told.truth.kind == "police_domestic" and route != "cp_wellbeing":
        return SUPPORT_AFTER_ABUSE
    if told.truth.situation == "near_fatal_overdose":
        return "recovery_service"
    return rng.choice(ONWARD_TO.get(route, ("third_sector",)))


def onward(rng: Random, decision: ToldDecision, names: Sequence[str], until: datetime) -> ToldOnward | None:
    """How the passing on stands at `until`; None where a strand opened instead or nothing is decided."""
    if not decision.onward or decision.decided_at is None:
        return None
    settled = timing.after_work(decision.decided_at, rng.uniform(2, 36))
    chance = rng.random()
    state = "waiting" if settled > until or chance < 0.004 else "came_back" if chance < 0.05 else "accepted"
    done = state != "waiting"
    return ToldOnward(
        decision.person, decision.onward, state, decision.by, decision.decided_at, settled if done else None,
        rng.choice(names) if state == "accepted" else "",
    )  # fmt: skip
