from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from screening_rules.case import Case, Subject, parse_case
from screening_rules.facts import Facts, Stated
from screening_rules.interpret import answer
from screening_rules.model import URGENCIES, All, Answer, Compare, Not, Pack, Version, band
from screening_rules.results import Recommendation, Screening
from screening_rules.screening import screen
from tests.screening_rules.oracle import missing_facts
from tests.screening_rules.small_pack import A_DAY, SECOND_VERSION, small_pack
from tests.screening_rules.strategies import DAY, START, make_pack, packs, stated_facts

PACK = small_pack()


def screened(*subjects: dict[str, Any], on: date = A_DAY, **outer: Any) -> Screening:
    listed = [{"id": f"s{n}", "facts": facts} for n, facts in enumerate(subjects)]
    return screen(PACK, parse_case(PACK.facts, {**outer, "subjects": listed}), on=on)


def recommended(facts: dict[str, Any], **outer: Any) -> Recommendation:
    return screened(facts, **outer).subjects[0].recommendation


def test_a_bruise_nobody_explains_goes_to_a_discussion_the_same_day() -> None:
    found = recommended({"age_years": 4, "harms": ["physical"], "explained": False}, concern={"danger": False})
    assert found.routes == ("cp_ird",)
    assert (found.urgency, found.rank, found.because_unknown) == ("same_day", 2, False)
    assert found.actions == ("see_alone",)
    assert found.possible_routes == ()


def test_harm_not_yet_known_is_asked_not_assumed() -> None:
    found = recommended({"age_years": 4}, concern={"danger": False})
    assert found.routes == ()
    assert "cp_ird" in found.possible_routes


def test_each_subject_gets_their_own_recommendation_and_the_concern_the_most_urgent_rank() -> None:
    child = {"age_years": 4, "harms": ["physical"], "explained": False}
    adult = {"age_years": 40, "harms": ["neglect"]}
    screening = screened(adult, child, concern={"danger": False})
    assert [each.recommendation.urgency for each in screening.subjects] == ["five_working_days", "same_day"]
    assert screening.rank == 2


def test_danger_reaches_every_subject_and_stays_mandatory() -> None:
    for each in screened({}, {"age_years": 40}, concern={"danger": True}).subjects:
        assert each.recommendation.mandatory_routes == ("police",)
        assert each.recommendation.mandatory_urgency == "act_now"
        assert each.recommendation.rank == 0


def test_the_version_of_the_day_applies() -> None:
    facts = {"age_years": 17, "harms": ["physical"], "explained": False}
    before = screened(facts, on=date(2026, 6, 30)).subjects[0].findings[1]
    after = screened(facts, on=SECOND_VERSION).subjects[0].findings[1]
    assert (before.answer, before.version) == (Answer.YES, date(2026, 1, 1))
    assert (after.answer, after.version) == (Answer.NO, SECOND_VERSION)


def test_a_screening_names_the_pack_and_the_day() -> None:
    screening = screened({})
    assert (screening.fingerprint, screening.on) == (PACK.fingerprint, A_DAY)


def test_asking_for_a_subject_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        screened({}).subject("nobody")


TRUE, FALSE, OPEN = (Compare(name, "yes_no", "is", True) for name in ("first", "false", "second"))
SHARE = Compare("share", "number", "over", 1)
COLOUR = Compare("colour", "choice", "is", "red")


def version(
    when: Any, urgency: str | None, *routes: str, rules_out: tuple[str, ...] = (), must: bool = False
) -> Version:
    return Version(START, when, routes, urgency, (), must, rules_out, ("source",), "So.", "First.", False)


def result(*versions: Version, facts: Facts | None = None, background: tuple[str, ...] = ()) -> Recommendation:
    facts = {"first": Stated(True), "false": Stated(False)} if facts is None else facts
    case = Case({}, {}, (Subject("a", facts),))
    return screen(make_pack(list(versions), background), case, on=DAY).subjects[0].recommendation


def test_a_route_ruled_out_by_a_yes_is_removed_and_told() -> None:
    found = result(version(TRUE, "same_day", "north", "south"), version(TRUE, None, rules_out=("north",)))
    assert found.routes == ("south",)
    assert found.ruled_out == ("north",)


def test_ruling_out_never_lowers_the_urgency() -> None:
    assert result(version(TRUE, "same_day", "north"), version(TRUE, None, rules_out=("north",))).urgency == "same_day"


def test_a_route_is_not_ruled_out_by_what_is_unknown_or_no() -> None:
    for condition in (OPEN, FALSE):
        found = result(version(TRUE, "same_day", "north"), version(condition, None, rules_out=("north",)))
        assert found.routes == ("north",)


def test_a_mandatory_route_cannot_be_ruled_out() -> None:
    found = result(version(TRUE, "same_day", "north", must=True), version(TRUE, None, rules_out=("north",)))
    assert found.routes == found.mandatory_routes == ("north",)
    assert found.ruled_out == ()


def test_a_possible_route_that_is_ruled_out_is_not_possible() -> None:
    found = result(version(OPEN, "same_day", "north", "west"), version(TRUE, None, rules_out=("north",)))
    assert found.possible_routes == ("west",)


@pytest.mark.parametrize("urgency", URGENCIES)
def test_the_rank_is_even_for_what_is_known_and_odd_for_what_is_not(urgency: str) -> None:
    known, unknown = version(TRUE, urgency, "north"), version(All((TRUE, OPEN)), urgency, "north")
    assert result(known).rank == 2 * band(urgency)
    assert result(unknown).rank == 2 * band(urgency) + 1


def test_nothing_to_say_ranks_last() -> None:
    assert result(version(FALSE, "act_now", "north")).rank == 8


def test_an_unknown_of_the_same_urgency_adds_nothing() -> None:
    found = result(version(TRUE, "same_day", "north"), version(All((TRUE, OPEN)), "same_day", "south"))
    assert (found.could_reach, found.because_unknown, found.rank) == (None, False, 2)


def test_two_unknown_facts_are_close_and_three_are_not() -> None:
    two = result(version(All((TRUE, OPEN, SHARE)), "act_now", "north"))
    assert (two.could_reach, two.unknown_facts) == ("act_now", ("second", "share"))
    three = result(version(All((TRUE, OPEN, SHARE, COLOUR)), "act_now", "north"))
    assert (three.could_reach, three.unknown_facts, three.rank) == (None, (), 8)


def test_something_known_must_already_speak_for_it() -> None:
    assert result(version(All((OPEN, SHARE)), "act_now", "north")).could_reach is None


def test_background_and_the_bare_knowing_of_a_fact_do_not_speak() -> None:
    rule = version(All((TRUE, OPEN)), "act_now", "north")
    assert result(rule).could_reach == "act_now"
    assert result(rule, background=("first",)).could_reach is None
    bare = version(All((Compare("first", "yes_no", "known", True), OPEN)), "act_now", "north")
    assert result(bare).could_reach is None


def test_a_certain_no_speaks_for_a_rule_that_wants_it_not() -> None:
    assert result(version(All((Not(FALSE), OPEN)), "act_now", "north")).could_reach == "act_now"


def test_the_closest_of_the_most_urgent_names_the_unknown_facts() -> None:
    found = result(
        version(All((TRUE, COLOUR)), "same_day", "west"),
        version(All((TRUE, OPEN, SHARE)), "act_now", "north"),
        version(All((TRUE, SHARE)), "act_now", "north"),
    )
    assert (found.could_reach, found.unknown_facts) == ("act_now", ("share",))


@settings(max_examples=150, deadline=None)
@given(packs(), stated_facts())
def test_a_recommendation_is_what_its_parts_say(pack: Pack, facts: Facts) -> None:
    found = screen(pack, Case({}, {}, (Subject("a", facts),)), on=DAY).subjects[0].recommendation
    versions = [rule.versions[0] for rule in pack.rules.values()]
    yes = [each for each in versions if answer(each.when, facts) is Answer.YES]
    held = {route for each in yes if each.mandatory for route in each.routes}
    ruled_out = {route for each in yes for route in each.rules_out} - held
    assert set(found.routes) == {route for each in yes for route in each.routes} - ruled_out
    assert band(found.urgency) == min((band(each.urgency) for each in yes), default=4)
    assert found.because_unknown == (found.could_reach is not None)
    assert found.rank == 2 * min(band(found.urgency), band(found.could_reach)) + found.because_unknown
    background = {fact.id for fact in pack.facts if fact.background}
    near = [
        band(each.urgency)
        for each in versions
        if answer(each.when, facts) is Answer.UNKNOWN and missing_facts(each.when, facts, background)
    ]
    reached = min(near, default=4)
    assert band(found.could_reach) == (reached if reached < band(found.urgency) else 4)


@settings(max_examples=100, deadline=None)
@given(packs(), stated_facts())
def test_screening_twice_gives_the_same(pack: Pack, facts: Facts) -> None:
    case = Case({}, {}, (Subject("a", facts),))
    assert screen(pack, case, on=DAY) == screen(pack, case, on=DAY)
