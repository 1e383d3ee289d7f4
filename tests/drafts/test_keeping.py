"""A draft is kept section by section, for its owner alone, and never overwritten unseen."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from hub import db, drafts
from hub.actor import Actor
from hub.audit import Action
from hub.drafts import Conflicting, Draft, Kept, Mark
from hub.errors import NotAllowed, NotFound, OutOfOrder
from tests.factories.hub_world import World, leaves

pytestmark = pytest.mark.both_engines


@pytest.fixture
def jo(world: World) -> Actor:
    return world.officer("duty_worker", name="Jo Mockridge")


def _open(by: Actor) -> UUID:
    with db.transaction() as session:
        return drafts.open_draft(session, form="long", by=by).id


def _save(draft_id: UUID, answers: dict[str, object], version: int, by: Actor, mark: Mark | None = None) -> int:
    with db.transaction() as session:
        draft = drafts.get_draft(session, draft_id, by=by)
        return drafts.save_section(session, draft, "told", answers, version=version, mark=mark, by=by)


def _kept(draft_id: UUID, by: Actor) -> dict[str, Kept]:
    with db.reading() as session:
        return drafts.load_sections(session, drafts.get_draft(session, draft_id, by=by))


def test_what_is_typed_comes_back_as_typed(jo: Actor) -> None:
    words = "  Ünïcode ’quotes’ \u0000 <b>x</b> \U0001f600\r\n'; DROP TABLE drafts;--"
    draft = _open(jo)
    _save(draft, {"narrative": words}, 0, jo)
    assert _kept(draft, jo)["told"].answers == {"narrative": words}


def test_each_save_raises_the_version_and_the_same_words_do_not(jo: Actor) -> None:
    draft = _open(jo)
    assert _save(draft, {"narrative": "one"}, 0, jo) == 1
    assert _save(draft, {"narrative": "two"}, 1, jo) == 2
    assert _save(draft, {"narrative": "two"}, 1, jo) == 2


def test_a_save_against_an_older_version_conflicts_and_gives_both_texts(jo: Actor) -> None:
    draft = _open(jo)
    _save(draft, {"narrative": "theirs"}, 0, jo)
    with pytest.raises(Conflicting) as caught:
        _save(draft, {"narrative": "mine"}, 0, jo)
    assert caught.value.kept.answers == {"narrative": "theirs"}
    assert (caught.value.kept.version, caught.value.typed) == (1, {"narrative": "mine"})
    assert "mine" not in str(caught.value)
    assert _kept(draft, jo)["told"].answers == {"narrative": "theirs"}


def test_opening_and_discarding_have_a_leaf_and_saving_has_none(jo: Actor) -> None:
    before = len(leaves())
    draft = _open(jo)
    for version in range(5):
        _save(draft, {"narrative": str(version)}, version, jo)
    with db.transaction() as session:
        drafts.discard_draft(session, draft, by=jo)
    assert [leaf["action"] for leaf in leaves()[before:]] == ["draft_opened", "draft_discarded"]


def test_a_discarded_draft_leaves_a_stub_without_words_and_a_destroyed_key(jo: Actor) -> None:
    draft_id = _open(jo)
    _save(draft_id, {"narrative": "gone"}, 0, jo, Mark(label="Edna"))
    with db.transaction() as session:
        drafts.discard_draft(session, draft_id, by=jo)
    with db.reading() as session:
        draft = session.get_one(Draft, draft_id)
        assert (draft.state, draft.label, draft.key.wrapped) == ("discarded", None, None)
        assert drafts.load_sections(session, draft) == {}
        assert drafts.own_drafts(session, by=jo) == ()
        with pytest.raises(NotFound):
            drafts.get_draft(session, draft_id, by=jo)


def test_nobody_else_finds_the_draft(world: World, jo: Actor) -> None:
    draft, other = _open(jo), world.officer("team_manager", name="Carol Sampleton")
    with db.reading() as session:
        for who, which in ((other, draft), (jo, uuid4())):
            with pytest.raises(NotFound):
                drafts.get_draft(session, which, by=who)


def test_who_may_not_log_concerns_opens_no_draft(world: World) -> None:
    with pytest.raises(NotAllowed):
        _open(world.officer("chair"))


def test_there_are_two_forms(jo: Actor) -> None:
    with pytest.raises(OutOfOrder), db.transaction() as session:
        drafts.open_draft(session, form="middling", by=jo)


def test_marks_stand_on_the_draft_and_none_changes_nothing(jo: Actor) -> None:
    draft_id = _open(jo)
    _save(draft_id, {"a": "1"}, 0, jo, Mark(label="Edna", danger="yes", sealed=True))
    _save(draft_id, {"a": "2"}, 1, jo)
    with db.reading() as session:
        draft = drafts.get_draft(session, draft_id, by=jo)
        assert (draft.label, draft.danger, draft.sealed_from_start) == ("Edna", "yes", True)


def test_own_drafts_come_the_longest_untouched_first(jo: Actor) -> None:
    first, second = _open(jo), _open(jo)
    _save(first, {"a": "1"}, 0, jo)
    with db.reading() as session:
        assert [draft.id for draft in drafts.own_drafts(session, by=jo)] == [second, first]
    assert leaves(Action.DRAFT_OPENED)
