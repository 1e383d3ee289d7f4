"""A record saved as PDF: all that its pages say, nothing its reader may not see, and nothing left behind."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hub import concerns, triage
from hub.audit import Action
from hub.db import reading, transaction
from hub.front_door import Receipt
from hub.web import record_paper
from hub.web import record_words as says
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import PASSWORD, World, leaves
from tests.factories.naughty import MASH
from tests.factories.papers import one_line, opened, words_of
from tests.factories.sight import make_restricted
from tests.factories.visitor import Visitor

SignIn = Callable[[str], Visitor]
CANARY = "Wrenfeather Quillstone"
HURT = PersonMaker(child=True, facts={"harms": ["physical"], "who_caused": "parent"}, at_home=True)
SENT = {"purpose": "reporter", "password": PASSWORD}


def told(world: World, **traits: object) -> Receipt:
    """A child hurt, and another who is said to have done it, so that both are screened."""
    return steps.received(world, **{"people": (HURT, PersonMaker(alleged=True, date_of_birth="2011-05-06")), **traits})


def decided(world: World, **traits: object) -> Receipt:
    """The same, screened and decided."""
    receipt = told(world, **traits)
    steps.viewed(world, receipt.concern_id)
    steps.decided(world, receipt.concern_id, steps.people_on(receipt.concern_id)[0])
    return receipt


def saved(visitor: Visitor, ref: str) -> bytes:
    """The file that the officer gets."""
    answer = visitor.post(f"/concerns/{ref}/save", SENT)
    assert answer.status_code == 200, answer.text
    return answer.data


def told_on(visitor: Visitor, page: str) -> list[str]:
    """Every heading, entry and quotation of a record's page."""
    main = visitor.get(page).text.partition("<main")[2].partition("</main")[0].partition("hub-card")[2]
    found = re.findall(r"<(li|h3|blockquote)\b[^>]*>(.*?)</\1>", main, re.DOTALL)
    return [one_line(html.unescape(re.sub(r"<[^>]+>", " ", words))).replace(" :", ":") for _, words in found]


def missing(visitor: Visitor, ref: str) -> list[str]:
    """What stands on the page of what was suggested, and not in the file."""
    pdf = words_of(saved(visitor, ref))
    return [each for each in told_on(visitor, f"/concerns/{ref}/why") if each not in pdf]


def test_all_that_was_suggested_stands_in_the_file_and_what_is_left_out_is_caught(
    world: World, as_officer: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, ref = as_officer("screening_officer"), decided(world).ref
    page = told_on(officer, f"/concerns/{ref}/why")
    assert {"Why", says.OTHERWISE, says.STILL_OPEN, says.NEARLY} <= set(page)
    assert len(page) > 20
    assert missing(officer, ref) == []
    monkeypatch.setattr(record_paper, "_lines", lambda title, lines: [])
    assert says.NEARLY in missing(officer, ref)


def test_it_tells_the_whole_story_with_names_days_and_the_rules_used(world: World, as_officer: SignIn) -> None:
    receipt = decided(world, narrative="Dez grabbed him on Monday.")
    with transaction() as session:
        concerns.correct(
            session,
            concern_id=receipt.concern_id,
            narrative="It was on Tuesday.",
            reason="The school rang back",
            by=world.actor("screening_officer"),
        )
    officer = as_officer("screening_officer")
    pdf = words_of(saved(officer, receipt.ref))
    for words in (
        f"Reference {receipt.ref}",
        "Saved for The Children’s Reporter",
        "Dez grabbed him on Monday.",
        "It was on Tuesday.",
        "Why it was corrected: The school rang back",
        " ".join(says.LEFT_OUT),
        "taken down by Duty Worker Testwell",
        "Decided, by Screening Officer Testwell",
        steps.SENTENCE,
        "Suggested, not decided: Child protection discussion (IRD)",
        "in pack",
        says.LOCAL_POLICY,
    ):
        assert words in pdf, words
    with reading() as session:
        people = triage.show_explanations(session, receipt.ref, by=world.actor("screening_officer")).view.people
    cited = [why.sources for each in people if each.told for why in each.told.reasons]
    assert max(map(len, cited)) > 1, "a rule of several sources holds"
    named = {one_line(f"{source.title}, {source.where}") for sources in cited for source in sources}
    assert {each for each in named if each not in pdf} == set()
    assert pdf.count("Dez (alleged source of harm), 1") == 2
    assert f'href="/concerns/{receipt.ref}/save"' in officer.get(f"/concerns/{receipt.ref}").text


def test_saving_is_recorded_with_what_it_is_for_and_the_file_names_nobody(world: World, as_officer: SignIn) -> None:
    ref, officer = decided(world).ref, as_officer("screening_officer")
    answer = officer.post(f"/concerns/{ref}/save", SENT)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{ref}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert opened(answer.data).metadata.title == f"Record of concern {ref}"
    (leaf,) = leaves(Action.RECORD_EXPORTED)
    assert (leaf["purpose"], leaf["actor"]) == ("reporter", str(world.actor("screening_officer").officer_id))
    assert "Exported a record" in as_officer("auditor").get(f"/access-log/{ref}").text


def test_without_a_purpose_or_with_a_wrong_password_nothing_is_saved(world: World, as_officer: SignIn) -> None:
    ref, officer = told(world).ref, as_officer("screening_officer")
    for sent in ({"password": PASSWORD}, {**SENT, "purpose": "gossip"}, {**SENT, "password": "a guess"}):
        assert officer.post(f"/concerns/{ref}/save", sent).status_code == 422
    assert leaves(Action.RECORD_EXPORTED) == []


def test_whoever_may_not_open_the_record_gets_nothing_and_that_is_recorded(world: World, as_officer: SignIn) -> None:
    sealed, ref = told(world), told(world).ref
    make_restricted(sealed.ref)
    for role, address in (("auditor", ref), ("co_ordinator", ref), ("screening_officer", sealed.ref)):
        visitor, before = as_officer(role), len(leaves(Action.REFUSED))
        assert visitor.get(f"/concerns/{address}/save").status_code in {403, 404}, role
        sent = visitor.post(f"/concerns/{address}/save", SENT, on="/account")
        assert sent.status_code in {403, 404}, role
        assert not sent.data.startswith(b"%PDF"), role
        assert len(leaves(Action.REFUSED)) == before + 2, role
    assert leaves(Action.RECORD_EXPORTED) == []


def test_a_duty_worker_opens_the_record_and_carries_it_nowhere(world: World, as_officer: SignIn) -> None:
    ref, desk = told(world).ref, as_officer("duty_worker")
    link, page = f"/concerns/{ref}/save", desk.get(f"/concerns/{ref}")
    assert page.status_code == 200
    assert link not in page.text
    assert desk.get(link).status_code == 403
    assert desk.post(link, SENT, on="/account").status_code == 403
    assert [each["purpose"] for each in leaves(Action.REFUSED)] == ["concern_save", "concern_save"]
    assert leaves(Action.RECORD_EXPORTED) == []
    assert link in as_officer("screening_officer").get(f"/concerns/{ref}").text, (
        "the same link is found where it stands"
    )


def at_the_desk(world: World, as_officer: SignIn) -> Visitor:
    """A chair of the screening team: somebody who may save the record, but not know who told us."""
    world.officer("chair", team="screening", username="una")
    return as_officer("una")


def test_what_the_reader_may_not_see_is_not_in_it(world: World, as_officer: SignIn) -> None:
    ref = told(world).ref
    pdf = words_of(saved(at_the_desk(world, as_officer), ref))
    assert says.REFERRER_HELD_BACK[1] in pdf
    assert "Hana Demoson" not in pdf
    assert says.NOT_SHOWN_YET in pdf
    assert "Suggested, not decided" not in pdf


def test_who_told_us_goes_to_others_only_where_somebody_ticks_it_and_says_why(world: World, as_officer: SignIn) -> None:
    ref, officer = told(world).ref, as_officer("screening_officer")
    assert "Hana Demoson" in words_of(officer.post(f"/concerns/{ref}/save", {**SENT, "purpose": "case_file"}).data)
    assert says.LEFT_OUT[1] in words_of(saved(officer, ref))
    assert "Hana Demoson" not in words_of(saved(officer, ref))
    page = officer.post(f"/concerns/{ref}/save", {**SENT, "who_told": "yes"})
    assert page.status_code == 422
    assert "Select why who told us has to be in it" in page.text
    ticked = officer.post(f"/concerns/{ref}/save", {**SENT, "who_told": "yes", "why_who_told": "agreed"})
    assert "Hana Demoson" in words_of(ticked.data)
    assert "Who told us" not in at_the_desk(world, as_officer).get(f"/concerns/{ref}/save").text
    assert (
        "The Children’s Reporter. Who told us was put in: They agreed to it"
        in as_officer("auditor").get(f"/access-log/{ref}").text
    )


def test_what_stands_until_a_lowering_is_signed_is_said_on_the_record_and_the_paper(
    world: World, as_officer: SignIn
) -> None:
    people = (PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),)
    receipt = steps.received(world, people=people)
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "yes")
    steps.viewed(world, receipt.concern_id)
    _, found = steps.suggested(receipt.concern_id, person)
    values = {
        "verdicts": {route: route not in found.mandatory_routes for route in found.routes},
        "added": ("asp_not_met_support",),
        "routes_reason": "facts_wrong",
        "agrees_urgency": False,
        "urgency": "two_working_days",
        "urgency_reason": "seen_safe",
        "ask_second": world.actor("team_manager").officer_id,
    }
    decision = steps.decided(world, receipt.concern_id, person, **values)
    officer = as_officer("screening_officer")
    stands = "Not final. Until a second person signs it, this stands: Same day; Adult protection inquiry"
    assert stands in officer.get(f"/concerns/{receipt.ref}/decisions").text
    assert stands in words_of(saved(officer, receipt.ref))
    with transaction() as session:
        by, words = world.actor("team_manager"), steps.SENTENCE
        triage.sign(session, decision_id=decision.id, version=decision.version, words=words, by=by)
    assert "Not final" not in words_of(saved(officer, receipt.ref))


def test_as_much_as_somebody_can_type_makes_a_whole_file(world: World, as_officer: SignIn) -> None:
    narrative = f"{MASH} {'word and ' * 2_000}"[: 20_000 - len(CANARY)] + CANARY
    receipt = told(world, narrative=narrative, people=(PersonMaker(child=True, surname=MASH[:60]),) * 3)
    whole = words_of(saved(as_officer("screening_officer"), receipt.ref))
    assert whole.count("word and") == narrative.count("word and") > 1_900
    assert whole.index(CANARY) < whole.index("What the rules suggested, and why")


def left_behind(folder: Path) -> list[str]:
    """Files that hold the canary's words."""
    return [each.name for each in folder.rglob("*") if each.is_file() and CANARY.encode() in each.read_bytes()]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whatever a program may write for itself goes below here."""
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    return tmp_path


def test_nothing_of_the_record_stays_on_the_disc_or_in_the_logs(
    world: World, as_officer: SignIn, folders: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ref, officer = told(world, narrative=f"{CANARY} grabbed him.").ref, as_officer("screening_officer")
    assert CANARY in words_of(saved(officer, ref))
    assert left_behind(folders) == []
    assert [path for name in ("TMPDIR", "HOME") for path in (folders / name).iterdir()] == []
    logged = capfd.readouterr()
    assert CANARY not in logged.out + logged.err


def test_a_file_left_behind_is_caught(folders: Path) -> None:
    (folders / "TMPDIR" / "paper.json").write_text(f"{CANARY} grabbed him.", encoding="utf-8")
    assert left_behind(folders) == ["paper.json"]
