from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from screening_rules.compiled import compile_pack
from screening_rules.facts import Facts, Stated
from screening_rules.generated import holding, places_of
from screening_rules.interpret import answer
from screening_rules.model import Answer, Compare, Not, Pack
from screening_rules.reaching import FAR
from tests.screening_rules.oracle import missing_facts
from tests.screening_rules.small_pack import A_DAY, FIRST_DAY, SECOND_VERSION, small_pack
from tests.screening_rules.strategies import DAY, KINDS, known_stated, packs, stated_facts


@settings(max_examples=120, deadline=None)
@given(packs(), stated_facts())
def test_compiled_and_interpreted_answers_agree(pack: Pack, facts: Facts) -> None:
    findings, sure, open_ = compile_pack(pack, DAY).evaluate(facts)
    told = [answer(rule.versions[0].when, facts) for rule in pack.rules.values()]
    assert [finding.answer for finding in findings] == told
    assert sorted(sure) == [place for place, found in enumerate(told) if found is Answer.YES]
    assert sorted(open_) == [place for place, found in enumerate(told) if found is Answer.UNKNOWN]


@settings(max_examples=120, deadline=None)
@given(packs(with_known=False), stated_facts(), st.data())
def test_a_further_known_fact_never_turns_a_settled_answer(pack: Pack, facts: Facts, data: st.DataObject) -> None:
    missing = [name for name in KINDS if not facts.get(name, Stated()).is_known]
    more = {name: data.draw(known_stated(KINDS[name])) for name in missing}
    before, _, _ = compile_pack(pack, DAY).evaluate(facts)
    after, _, _ = compile_pack(pack, DAY).evaluate({**facts, **more})
    for was, now in zip(before, after, strict=True):
        assert was.answer is Answer.UNKNOWN or now.answer is was.answer


@settings(max_examples=80, deadline=None)
@given(packs(with_known=False), stated_facts(), st.data())
def test_narrowing_a_range_never_turns_a_settled_answer(pack: Pack, facts: Facts, data: st.DataObject) -> None:
    wide = facts | {"count": Stated(low=0, high=6)}
    point = data.draw(st.integers(0, 6))
    before, _, _ = compile_pack(pack, DAY).evaluate(wide)
    after, _, _ = compile_pack(pack, DAY).evaluate(facts | {"count": Stated(point, point, point)})
    for was, now in zip(before, after, strict=True):
        assert was.answer is Answer.UNKNOWN or now.answer is was.answer


@settings(max_examples=120, deadline=None)
@given(packs(), stated_facts())
def test_what_an_unknown_finding_waits_for_agrees_with_a_walk_over_its_tree(pack: Pack, facts: Facts) -> None:
    compiled = compile_pack(pack, DAY)
    background = {fact.id for fact in pack.facts if fact.background}
    _, _, open_ = compiled.evaluate(facts)
    for place in open_:
        when = compiled.rules[place][1].when
        bits = compiled.reach[place](facts)
        found = frozenset(fact for fact, at in places_of([when]).items() if bits >> at & 1)
        expected = missing_facts(when, facts, background)
        assert found in expected if expected else bits == FAR


def test_days_with_the_same_versions_share_one_compiled_pack() -> None:
    pack = small_pack()
    assert compile_pack(pack, FIRST_DAY).evaluate is compile_pack(pack, A_DAY).evaluate
    assert compile_pack(pack, SECOND_VERSION).evaluate is not compile_pack(pack, A_DAY).evaluate


def test_the_day_before_the_first_version_has_no_rules_and_the_first_day_has_all() -> None:
    pack = small_pack()
    assert compile_pack(pack, FIRST_DAY - timedelta(days=1)).rules == ()
    assert len(compile_pack(pack, FIRST_DAY).rules) == 3


def test_a_withdrawn_rule_holds_the_day_before_and_not_on_the_day() -> None:
    pack, withdrawn = small_pack(), date(2027, 1, 1)
    on, before = compile_pack(pack, withdrawn), compile_pack(pack, withdrawn - timedelta(days=1))
    assert "adults.neglect" in [rule.id for rule, _ in before.rules]
    assert "adults.neglect" not in [rule.id for rule, _ in on.rules]


def test_values_reach_the_generated_text_only_as_their_repr() -> None:
    hostile = Compare("colour", "choice", "is", "red'); import os #")
    text = holding(Not(hostile), {"colour": 0}, certainly=True)
    assert repr(hostile.value) in text
    assert eval(text, {"value0": hostile.value}) is False
