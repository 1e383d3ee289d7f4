"""The quick log: twelve inputs, the same concern as the full form, and nothing lost on the way between them."""

from __future__ import annotations

import re

import pytest

from hub import concerns, db
from hub.audit import Action
from tests.factories.front_desk import FrontDesk, words_of
from tests.factories.hub_world import leaves

REPORT = {
    "immediate_danger-answer": "no",
    "incident_number": "PS-20261123-0417",
    "happened-when": "23 11 9:40pm",
    "where": "8 Imaginary Terrace, DD4 9ZZ",
    "people-0-facts-harms": "domestic_abuse",
    "narrative": "Neighbour heard shouting.\nCouple arguing about money.",
    "full_name": "Lenny Testerton",
    "born": "about 11",
    "household-child_in_household": "yes",
    "people-0-facts-injury": "no",
    "people-0-knows": "not_known",
    "people-0-facts-who_caused": "parent",
}


def inputs(html: str) -> set[str]:
    """The names of what can be filled in on the page's main part; a group of radios or boxes counts once."""
    main = html.partition("<main")[2].partition("</main>")[0]
    fields = re.findall(r"<(input|select|textarea)\b([^>]*)>", main)
    return {
        name
        for _, attributes in fields
        if 'type="hidden"' not in attributes
        for name in re.findall(r'\bname="([^"]+)"', attributes)
    }


def test_there_are_exactly_twelve_inputs(jo: FrontDesk) -> None:
    page = jo.get(jo.start_quick()).text
    assert inputs(page) == set(REPORT)
    assert len(inputs(page)) == 12
    numbered = re.findall(r"(?<!\d)(\d{1,2})\. ", words_of(page))
    assert numbered == [str(number) for number in range(1, 13)]


def test_no_answer_is_chosen_beforehand(jo: FrontDesk) -> None:
    page = jo.get(jo.start_quick()).text
    assert " checked" not in page
    assert not re.search(r'<option value="[^"]+" selected', page)


@pytest.mark.both_engines
def test_twelve_answers_are_checked_and_sent_as_one_concern(jo: FrontDesk) -> None:
    quick = jo.start_quick()
    draft = quick.removesuffix("/quick")
    assert jo.fill(quick, REPORT, go="check").location == f"{draft}/check"
    shown = words_of(jo.get(f"{draft}/check").text)
    for words in ("Lenny", "Testerton", "DD4 9ZZ", "Police Scotland", "PS-20261123-0417", "Domestic abuse"):
        assert words in shown
    ref = jo.send(draft)
    with db.reading() as session:
        concern = concerns.get_concern(session, ref)
        assert (concern.channel, concern.source_kind, concern.danger) == ("police_report", "police", "no")
        assert concern.happened_at is not None
        assert concern.incident_id is not None
        told = concerns.latest_version(session, concern.id)
        assert told.narrative == REPORT["narrative"].replace("\n", "\r\n") or told.narrative == REPORT["narrative"]
        assert (told.told or {})["household"] == {"child_in_household": True}
        (part,) = concerns.parts_of(session, concern.id)
        assert (part.person.forename, part.person.surname, part.person.postcode) == ("Lenny", "Testerton", "DD4 9ZZ")
        assert part.person.age == {"from": 11, "to": 11, "basis": "claimed", "on": concern.keyed_at.date().isoformat()}
        assert part.part.facts == {"harms": ["domestic_abuse"], "injury": False, "who_caused": "parent"}


def test_changing_to_the_full_form_carries_everything(jo: FrontDesk) -> None:
    quick = jo.start_quick()
    draft = quick.removesuffix("/quick")
    assert jo.fill(quick, REPORT, go="full").location == draft
    for section, words in {
        "told": "Neighbour heard shouting.",
        "when": "PS-20261123-0417",
        "person-0": "8 Imaginary Terrace",
        "caller": "Police Scotland",
    }.items():
        assert words in jo.get(f"{draft}/{section}").text, section
    what = jo.get(f"{draft}/what-0").text
    assert re.search(r'value="domestic_abuse"[^>]*checked', what)
    assert jo.get(quick).location == draft


def test_danger_moves_to_the_full_forms_danger_page_and_alerts(jo: FrontDesk) -> None:
    quick = jo.start_quick()
    draft = quick.removesuffix("/quick")
    reply = jo.fill(quick, {**REPORT, "immediate_danger-answer": "yes"}, go="check")
    assert reply.location == f"{draft}/danger?back=check"
    assert "Call 999" in words_of(jo.get(reply.location).text)
    assert len(leaves(Action.DANGER_RAISED)) == 1


def test_a_mistake_keeps_what_was_typed_and_names_the_field(jo: FrontDesk) -> None:
    quick = jo.start_quick()
    reply = jo.fill(quick, {**REPORT, "incident_number": "9" * 2001, "where": "A " * 1100}, go="check")
    assert reply.status_code == 422
    assert "<title>Error: " in reply.text
    assert 'href="#incident_number"' in reply.text
    assert 'href="#where"' in reply.text
    assert "9" * 2001 in reply.text
    assert "Lenny Testerton" in reply.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("12 3 2017", "12 March 2017"),
        ("1982-06-07", "7 June 1982"),
        ("15 to 17", "15"),
        ("sometime in spring", "sometime in spring"),
        ("", ""),
    ],
)
def test_age_and_birth_are_told_apart(jo: FrontDesk, typed: str, shown: str) -> None:
    quick = jo.start_quick()
    draft = quick.removesuffix("/quick")
    jo.fill(quick, {**REPORT, "born": typed}, go="check")
    assert shown in words_of(jo.get(f"{draft}/check").text)


def test_defaults_are_visible_and_can_be_changed_and_come_back(jo: FrontDesk) -> None:
    quick = jo.start_quick()
    draft = quick.removesuffix("/quick")
    assert f'href="{draft}/caller?back=quick"' in jo.get(quick).text
    reply = jo.fill(
        f"{draft}/caller?back=quick", {"referrer-kind": "police", "referrer-agency": "Invented Constabulary"}
    )
    assert reply.location == quick
    assert "Invented Constabulary" in words_of(jo.get(quick).text)
