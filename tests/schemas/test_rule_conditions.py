"""A condition in a form and back: any condition there can be, and nothing that is wrong slips through."""

from __future__ import annotations

from hypothesis import given, settings

from hub.schemas.rule_conditions import Group, Row, as_typed, changed, read_condition, sentence, typed_condition
from screening_rules import model
from screening_rules.model import All, Compare, Condition, Not
from tests.screening_rules.strategies import catalogue, conditions

FACTS = catalogue()


def posted(group: Group, at: str = "when") -> dict[str, list[str]]:
    """What a browser sends of the form of a condition."""
    sent = {f"{at}-kind": [group.kind]}
    for place, part in enumerate(group.parts):
        here = f"{at}-{place}"
        if isinstance(part, Group):
            sent |= posted(part, here)
        elif FACTS[part.fact].type == "date" and part.values:
            boxes = zip(("day", "month", "year"), part.values, strict=True)
            sent |= {f"{here}-fact": [part.fact], f"{here}-operator": [part.operator]}
            sent |= {f"{here}-value-{box}": [value] for box, value in boxes}
        else:
            sent |= {f"{here}-fact": [part.fact], f"{here}-operator": [part.operator]}
            sent |= {f"{here}-value": list(part.values)} if part.values else {}
    return sent


def plain(condition: Condition) -> Condition:
    """A condition without groups of one that the outermost group of a form does not tell apart."""
    return plain(condition.parts[0]) if isinstance(condition, All) and len(condition.parts) == 1 else condition


@given(condition=conditions())
@settings(max_examples=150, deadline=None)
def test_a_form_gives_back_the_condition_it_was_made_of(condition: Condition) -> None:
    typed = as_typed(condition)
    found, wrong = read_condition(typed, FACTS)
    assert wrong == {}
    assert found is not None
    assert plain(found) == plain(condition)
    assert sentence(typed, FACTS)
    assert typed_condition(posted(typed)) == typed


def test_none_of_these_is_neither_all_nor_any() -> None:
    first, second = Compare("first", "yes_no", "is", True), Compare("count", "number", "over", 2)
    none = Not(model.Any((first, second)))
    assert as_typed(none) == Group("none", (Row("first", "is", ("yes",)), Row("count", "over", ("2",))))
    assert read_condition(as_typed(Not(All((first, second)))), FACTS)[0] == Not(All((first, second)))


def test_each_thing_that_is_wrong_is_said_at_its_own_field() -> None:
    rows = (
        Row("count", "over", ("many",)),
        Row("colour", "is", ("red", "blue")),
        Row("paints", "includes_any", ()),
        Row("on_day", "under", ("31", "2", "2026")),
        Row("first", "over", ("yes",)),
        Row("gone", "is", ("yes",)),
        Group("some", ()),
    )
    found, wrong = read_condition(Group("all", rows), FACTS)
    assert found is None
    assert wrong == {
        "when-0-value": "Enter a number",
        "when-1-value": "Tick exactly one",
        "when-2-value": "Tick at least one",
        "when-3-value": "Enter a real day, such as 16 12 2026",
        "when-4-operator": "Choose how it compares",
        "when-5-operator": "This fact is not in the catalogue. Remove the condition.",
        "when-6-kind": "Choose how these count together",
        "when-6-add": "Add a condition here, or remove the group",
    }


def test_rows_and_groups_are_added_and_removed_where_the_button_stands() -> None:
    group = changed(changed(Group(), "add", "when", "first"), "group", "when")
    group = changed(group, "add", "when-1", "count")
    assert group == Group("all", (Row("first"), Group("any", (Row("count"),))))
    assert changed(group, "remove", "when-1-0") == Group("all", (Row("first"), Group("any", ())))
    assert changed(group, "remove", "when-0") == Group("all", (Group("any", (Row("count"),)),))
    for nowhere in ("when-7", "when-0-0", "else-0", "when-1-9"):
        assert changed(group, "add", nowhere, "count") == group
