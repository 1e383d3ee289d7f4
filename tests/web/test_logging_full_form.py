"""Logging a concern in the full form: any order, nothing lost, anything with a few words can be sent."""

from __future__ import annotations

import pytest

from hub import concerns, db
from hub.audit import Action
from tests.factories.front_desk import FrontDesk, hidden_fields, words_of
from tests.factories.hub_world import leaves

pytestmark = pytest.mark.both_engines


def test_a_concern_is_logged_in_any_order_and_received_as_typed(jo: FrontDesk) -> None:
    draft = jo.start()
    assert jo.fill(f"{draft}/visits", {"worker_safety-risk": "not_known"}).status_code == 303
    assert jo.fill(f"{draft}/caller", {"referrer-kind": "school", "referrer-name": "Hana Demoson"}).status_code == 303
    who = {"people-0-forename": "Rory", "people-0-surname": "Samplewood", "people-0-date_of_birth": "12 3 2017"}
    assert jo.fill(f"{draft}/person-0", who).location.endswith("/what-0")
    what = {"people-0-facts-harms": ["physical", "neglect"], "people-0-facts-injury": "yes"}
    assert jo.fill(f"{draft}/what-0", what).status_code == 303
    assert jo.fill(f"{draft}/told", {"narrative": "Rory came in tired. <b>Dez</b> grabbed him."}).status_code == 303
    shown = words_of(jo.get(draft).text)
    for words in ("Rory Samplewood", "Asked: not known", "Born 12 March 2017", "7 words"):
        assert words in shown, shown
    ref = jo.send(draft)
    page = words_of(jo.get(f"/received/{ref}").text)
    assert ref in page
    with db.reading() as session:
        concern = concerns.get_concern(session, ref)
        assert (concern.channel, concern.source_kind) == ("phone", "school")
        assert concerns.latest_version(session, concern.id).narrative == "Rory came in tired. <b>Dez</b> grabbed him."
        (part,) = concerns.parts_of(session, concern.id)
        assert (part.person.forename, part.person.surname) == ("Rory", "Samplewood")
        assert part.part.facts == {"harms": ["physical", "neglect"], "injury": True}


def test_every_section_page_opens(jo: FrontDesk) -> None:
    draft = jo.start()
    for section in (
        "danger",
        "told",
        "when",
        "about",
        "place",
        "wishes",
        "caller",
        "sharing",
        "visits",
        "person-0",
        "what-0",
        "check",
    ):
        reply = jo.get(f"{draft}/{section}")
        assert reply.status_code == 200, section
    assert jo.get(f"{draft}/nonsense").status_code == 404
    assert jo.get(f"{draft}/person-7").status_code == 404


def test_without_a_word_it_cannot_be_sent_and_says_so(jo: FrontDesk) -> None:
    draft = jo.start()
    reply = jo.post(f"{draft}/check")
    assert reply.status_code == 422
    assert "Enter what you were told. A few words are enough" in reply.text
    assert f'href="{draft}/told?back=check"' in reply.text


def test_a_double_click_gives_one_concern(jo: FrontDesk) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/told", {"narrative": "A few words"})
    assert jo.send(draft) == jo.send(draft)
    assert len(leaves(Action.CONCERN_RECEIVED)) == 1
    assert hidden_fields(jo.get(draft, follow_redirects=True).text) == {}


@pytest.mark.parametrize("weeks", ["900", "1_0"])
def test_a_number_that_cannot_be_or_is_not_asked_is_kept_as_typed_and_never_believed(jo: FrontDesk, weeks: str) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/told", {"narrative": "She says that she is pregnant."})
    jo.fill(f"{draft}/person-0", {"people-0-forename": "Nessa", "people-0-facts-pregnant": "yes"})
    what = {"people-0-facts-gestation_weeks": weeks, "people-0-facts-age_years": "4"}
    for section in ("person-0", "what-0"):
        jo.fill(f"{draft}/{section}", {"people-0-forename": "Nessa", **what})
    ref = jo.send(draft)
    assert "this could not be read as a number of weeks from 0 to 45" in words_of(jo.get(f"/received/{ref}").text)
    with db.reading() as session:
        concern = concerns.get_concern(session, ref)
        (part,) = concerns.parts_of(session, concern.id)
        kept = (concerns.latest_version(session, concern.id).told or {})["unreadable"]
    assert not {"gestation_weeks", "age_years"} & (part.part.facts or {}).keys()
    assert kept == {"people.0.facts.gestation_weeks": 900 if weeks == "900" else weeks}
