"""Whatever an explanation claims is so when the rules are run again, over generated facts and generated packs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from screening_rules import model
from screening_rules.compiled import compile_pack
from screening_rules.explain import explain
from screening_rules.explanation import Explanation
from screening_rules.facts import NOT_KNOWN, UNKNOWN_FACT, Facts, Stated
from screening_rules.model import All, Compare, Condition, Not, Pack, Version
from screening_rules.outcomes import stand
from screening_rules.screening import screen
from screening_rules.settling import settled
from tests.screening_rules.judging import case_of, got, unseen, unsettled, untrue, ways_on
from tests.screening_rules.strategies import DAY, KINDS, START, VALUES, known_stated, make_pack, packs, stated_facts


def explained(pack: Pack, facts: Facts) -> Explanation:
    """The explanation of one person of whom these facts are stated."""
    sourced = Pack(**{**vars(pack), "sources": dict.fromkeys(["source"])})
    case = case_of(facts)
    return explain(sourced, case, screen(sourced, case, on=DAY), "a")


@st.composite
def nearly_all_known(draw: st.DrawFn) -> dict[str, Stated]:
    """Facts of which all but a few are known, so that little is open."""
    known = {name: draw(known_stated(kind)) for name, kind in KINDS.items()}
    unknown = draw(st.sets(st.sampled_from(sorted(KINDS)), max_size=3))
    return {name: stated for name, stated in known.items() if name not in unknown}


@settings(max_examples=80, deadline=None)
@given(packs(), stated_facts())
def test_every_answer_told_does_what_is_said_of_it(pack: Pack, facts: Facts) -> None:
    assert untrue(pack, facts, explained(pack, facts)) == []


@settings(max_examples=80, deadline=None)
@given(packs(), stated_facts(), st.data())
def test_any_other_value_does_what_the_words_for_it_say(pack: Pack, facts: Facts, data: st.DataObject) -> None:
    told = explained(pack, facts)
    for each in told.counterfactuals:
        if KINDS[each.fact] != "choices":
            value = data.draw(exact(KINDS[each.fact]))
            assert unseen(pack, facts, each.fact, each.answers, value) == []
    for asked in told.questions:
        if KINDS[asked.fact] != "choices" and asked.fact not in facts:
            value = data.draw(exact(KINDS[asked.fact]))
            assert unseen(pack, facts, asked.fact, asked.answers, value) == []


@settings(max_examples=100, deadline=None)
@given(packs(), stated_facts())
def test_settled_is_so_however_much_more_comes_to_be_known(pack: Pack, facts: Facts) -> None:
    ways = ways_on(pack, facts, at_most=2_000)
    assume(ways is not None)
    assert ways is not None
    told = explained(pack, facts)
    assert unsettled(pack, facts, told, ways) == []
    together = {each.fact for each in told.questions if each.together}
    if together:
        bearing = [
            way for way in ways if all(way[name] == facts.get(name, UNKNOWN_FACT) for name in KINDS.keys() - together)
        ]
        assert unsettled(pack, facts, replace(told, settled=False), bearing) == []


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_eight_unknowns_are_tried_together(data: st.DataObject) -> None:
    pack = data.draw(packs_of_eight())
    ways = ways_on(pack, {}, at_most=6_561)
    assert ways is not None
    told = explained(pack, {})
    assert told.settled is not None
    assert unsettled(pack, {}, told, ways) == []


@settings(max_examples=60, deadline=None)
@given(packs(), nearly_all_known(), st.data())
def test_what_is_settled_stays_settled_when_more_is_known(pack: Pack, facts: Facts, data: st.DataObject) -> None:
    assume(explained(pack, facts).settled)
    more = {name: data.draw(further(KINDS[name], facts.get(name, UNKNOWN_FACT))) for name in sorted(KINDS)}
    assert got(pack, more) == got(pack, facts)
    assert explained(pack, more).settled is True


@st.composite
def packs_of_eight(draw: st.DrawFn) -> Pack:
    """Rules over eight yes-or-no facts, of which nothing is known."""
    names = st.sampled_from([f"n{number}" for number in range(8)])
    one = st.builds(lambda name, value: Compare(name, "yes_no", "is", value), names, st.booleans())
    either = st.lists(one, min_size=2, max_size=3).map(lambda parts: model.Any(tuple(parts)))
    whens = st.lists(st.one_of(one, either, one.map(Not)), min_size=2, max_size=8).map(lambda parts: All(tuple(parts)))
    made = [rule(draw(whens), *draw(st.sampled_from(WORTHS))) for _ in range(draw(st.integers(1, 4)))]
    pack = make_pack(made)
    listed = {f"n{number}": replace(pack.facts["first"], id=f"n{number}") for number in range(8)}
    return Pack(**{**vars(pack), "facts": replace(pack.facts, by_id=listed)})


WORTHS = ((("north",), None), (("south",), "same_day"), ((), "act_now"), (("north", "west"), "same_day"))


def rule(when: Condition, routes: tuple[str, ...], urgency: str | None, **more: object) -> Version:
    """A rule of one version."""
    given = {"mandatory": False, "rules_out": (), **more}
    return Version(
        START, when, routes, urgency, (), sources=("source",), because="So.", change="First.", confirmed=True, **given
    )  # type: ignore[arg-type]  # by name


def exact(kind: str) -> st.SearchStrategy[Stated]:
    """One exact value."""
    if kind in {"number", "date"}:
        return known_stated(kind).filter(lambda stated: stated.value is not None)
    return VALUES[kind].map(Stated)


def further(kind: str, held: Stated) -> st.SearchStrategy[Stated]:
    """What is held, or something more exact."""
    if not held.is_known:
        return st.one_of(st.just(held), known_stated(kind))
    if kind == "number" and held.value is None:
        return st.one_of(
            st.just(held), known_stated(kind).filter(lambda each: held.low <= each.low <= each.high <= held.high)
        )
    if isinstance(held.value, tuple) and NOT_KNOWN in held.value:
        kept = tuple(each for each in held.value if each != NOT_KNOWN)
        return st.one_of(st.just(held), known_stated(kind).map(lambda each: with_more(kept, each)))
    return st.just(held)


def with_more(kept: tuple[str, ...], more: Stated) -> Stated:
    """A list that began with `kept`."""
    assert isinstance(more.value, tuple)
    return Stated((*kept, *(each for each in more.value if each not in kept)))


# Each planted defect below is one that was thought of as a way in which an explanation might be wrong.

FIRST, SECOND = (Compare(name, "yes_no", "is", True) for name in ("first", "second"))
BOTH = make_pack([rule(All((FIRST, SECOND)), ("north",), None)])
ASKED_FOR = make_pack([rule(Compare("first", "yes_no", "known", False), ("north",), None)])


def test_two_unknowns_that_only_together_change_the_result_leave_it_open() -> None:
    told = explained(BOTH, {})
    assert told.settled is False
    assert [(each.fact, each.could_change, each.together) for each in told.questions] == [
        ("first", False, True),
        ("second", False, True),
    ]


def test_trying_unknowns_one_at_a_time_would_be_found_out() -> None:
    told = explained(BOTH, {})
    one_at_a_time = replace(told, settled=not any(each.could_change for each in told.questions))
    ways = ways_on(BOTH, {}, at_most=100)
    assert ways is not None
    assert unsettled(BOTH, {}, told, ways) == []
    assert unsettled(BOTH, {}, one_at_a_time, ways) == ["said True, and the result changes"]


def test_taking_a_rule_that_asks_as_settled_would_be_found_out() -> None:
    told, ways = explained(ASKED_FOR, {}), ways_on(ASKED_FOR, {}, at_most=100)
    assert ways is not None
    assert unsettled(ASKED_FOR, {}, told, ways) == []
    assert unsettled(ASKED_FOR, {}, replace(told, settled=True), ways) == ["said True, and the result changes"]
    assert [each.fact for each in told.questions] == ["first"]


def test_a_counterfactual_that_changes_nothing_would_be_found_out() -> None:
    facts = {"first": Stated(True), "second": Stated(True)}
    told = explained(BOTH, facts)
    assert untrue(BOTH, facts, told) == []
    (shown, _) = told.counterfactuals
    idle = replace(shown.answers[0], tried=(replace(shown.answers[0].tried[0], stated=Stated(True)),))
    broken = replace(told, counterfactuals=(replace(shown, answers=(idle,)),))
    assert len(untrue(BOTH, facts, broken)) == 1


def test_a_near_miss_told_by_its_first_value_alone_would_be_found_out() -> None:
    over, far_over = (Compare("count", "number", "over", limit) for limit in (1, 5))
    pack = make_pack([rule(over, ("north",), None), rule(far_over, ("south",), None)])
    facts = {"count": Stated(0, 0, 0)}
    told = explained(pack, facts)
    assert untrue(pack, facts, told) == []
    (near, _) = told.near_misses
    assert [each.words for each in near.answers] == ["over 1 and at most 5", "over 5"]
    first = replace(near.answers[0], tried=tuple(one for each in near.answers for one in each.tried))
    broken = replace(told, near_misses=(replace(near, answers=(first,)),))
    assert untrue(pack, facts, broken) != []


def test_words_that_reach_too_far_would_be_found_out() -> None:
    pack, value = make_pack([rule(Compare("count", "number", "over", 1), ("north",), None)]), Stated(1, 1, 1)
    (asked,) = explained(pack, {}).questions
    assert unseen(pack, {}, "count", asked.answers, value) == []
    too_far = [replace(each, tried=tuple(replace(one, low=0.0) for one in each.tried)) for each in asked.answers]
    assert unseen(pack, {}, "count", too_far, Stated(0.5, 0.5, 0.5)) != []


def test_more_than_eight_unknowns_are_not_claimed_to_be_settled() -> None:
    names = [f"n{number}" for number in range(9)]
    pack = make_pack([rule(All(tuple(Compare(name, "yes_no", "is", True) for name in names)), ("north",), None)])
    listed = {name: replace(pack.facts["first"], id=name) for name in names}
    pack = Pack(**{**vars(pack), "facts": replace(pack.facts, by_id=listed)})
    assert explained(pack, {}).settled is None
    assert explained(pack, {"n0": Stated(True)}).settled is False
    assert explained(pack, {"n0": Stated(False)}).settled is True


def test_a_question_that_does_not_apply_leaves_nothing_open() -> None:
    pack = make_pack([rule(SECOND, ("north",), None)])
    listed = {**pack.facts.by_id, "second": replace(pack.facts["second"], applies=FIRST)}
    pack = Pack(**{**vars(pack), "facts": replace(pack.facts, by_id=listed)})
    assert explained(pack, {"first": Stated(False)}).settled is True
    assert explained(pack, {}).settled is False


def test_several_choices_of_one_list_may_change_it_together() -> None:
    listed = [Compare("paints", "choices", "includes", word) for word in ("red", "green")]
    pack = make_pack([rule(All(tuple(listed)), ("north",), None)])
    told = explained(pack, {})
    assert (told.settled, [(each.fact, each.could_change) for each in told.questions]) == (False, [("paints", True)])


@pytest.mark.parametrize(("paints", "words"), [(("red",), "not red"), (("blue",), "also red")])
def test_a_list_is_otherwise_by_one_choice(paints: tuple[str, ...], words: str) -> None:
    includes = Compare("paints", "choices", "includes", "red")
    pack = make_pack(
        [rule(includes, ("north",), None), rule(Compare("paints", "choices", "includes", "blue"), (), "same_day")]
    )
    told = explained(pack, {"paints": Stated(paints)})
    ways = [each.words for one in (*told.counterfactuals, *told.near_misses) for each in one.answers]
    assert words in ways


def test_what_stands_on_something_unconfirmed_says_so() -> None:
    pack = make_pack([replace(rule(FIRST, ("north",), None), confirmed=False), rule(SECOND, ("south",), None)])
    told = {each.fact: each.confirmed for each in explained(pack, {}).questions}
    assert told == {"first": False, "second": True}
    near = explained(pack, {"first": Stated(False), "second": Stated(False)}).near_misses
    assert {each.fact: each.confirmed for each in near} == {"first": False, "second": True}


def test_the_search_gives_up_rather_than_take_long() -> None:
    findings = screen(BOTH, case_of({}), on=DAY).subjects[0].findings
    standing = stand(compile_pack(BOTH, DAY), {}, findings)
    assert settled(standing, ("first", "second")).together == ("first", "second")
    assert settled(standing, ("first", "second"), most_tried=1).holds is None
