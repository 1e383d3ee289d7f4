"""Types that mean the same on both engines, and references that catch a slip of the tongue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from uuid import UUID

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from hub import db
from hub.audit import AuditLeaf
from hub.db import new_reference, one_of, read_reference, utc_text
from hub.db.references import SIGNS, Reference, _check_sign

TEN = datetime(2026, 11, 22, 10, 31, 0, 123456, tzinfo=UTC)


@pytest.mark.both_engines
def test_a_naive_instant_is_refused(engine: sqlalchemy.Engine) -> None:
    leaf = AuditLeaf(slot=1, seq=1, at=TEN.replace(tzinfo=None), body=b"", mac=b"")
    with pytest.raises(StatementError, match="without a time zone"), db.transaction() as session:
        session.add(leaf)


@pytest.mark.both_engines
@pytest.mark.parametrize("hours", [0, 1, -11, 5.5])
def test_an_instant_comes_back_aware_and_the_same(engine: sqlalchemy.Engine, hours: float) -> None:
    told = TEN.astimezone(timezone(timedelta(hours=hours)))
    with db.transaction() as session:
        session.add(AuditLeaf(slot=1, seq=1, at=told, body=b"", mac=b""))
    with db.reading() as session:
        held = session.get_one(AuditLeaf, (1, 1)).at
        found = session.scalars(sqlalchemy.select(AuditLeaf.seq).where(AuditLeaf.at == told)).all()
    assert (held, held.tzinfo, found) == (TEN, UTC, [1])
    assert utc_text(told) == "2026-11-22T10:31:00.123456Z"


def test_the_sql_of_a_closed_list_is_plain() -> None:
    assert one_of("state", ("open", "done")) == "state IN ('open', 'done')"


# References


@given(st.text(SIGNS, min_size=7, max_size=7))
def test_any_single_wrong_sign_is_caught(body: str) -> None:
    whole = body + _check_sign(body)
    assert read_reference(f"DH{whole}") == f"DH-{whole[:4]}-{whole[4:]}"
    for place, sign in product(range(8), SIGNS):
        if sign != whole[place]:
            assert read_reference("DH" + whole[:place] + sign + whole[place + 1 :]) is None


@given(st.text(SIGNS, min_size=7, max_size=7))
def test_any_two_neighbours_that_changed_places_are_caught(body: str) -> None:
    whole = body + _check_sign(body)
    for place in range(7):
        swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
        assert (read_reference(f"DH{swapped}") is None) == (swapped != whole)


def test_every_sign_in_every_place_changed_to_every_other_changes_the_check() -> None:
    """Exhaustive: the check is a weighted sum mod a prime, so one body proves all once each weight and difference is tried."""
    for place, one, other in product(range(7), SIGNS, SIGNS):
        if one != other:
            body = SIGNS[0] * 7
            assert _check_sign(body[:place] + one + body[place + 1 :]) != _check_sign(
                body[:place] + other + body[place + 1 :]
            )
    for place, one, other in product(range(6), SIGNS, SIGNS):
        if one != other:
            rest = SIGNS[5]
            kept = rest * place + one + other + rest * (5 - place)
            swapped = rest * place + other + one + rest * (5 - place)
            assert _check_sign(kept) != _check_sign(swapped)


def test_a_plain_sum_would_miss_neighbours_that_changed_places() -> None:
    """The planted defect: a check without weights."""

    def plain(body: str) -> str:
        return SIGNS[sum(map(SIGNS.index, body)) % 31]

    assert plain("23ABCDE") == plain("32ABCDE")
    assert _check_sign("23ABCDE") != _check_sign("32ABCDE")


@pytest.mark.parametrize("typed", ["dh-{0}-{1}", " DH {0} {1} ", "DH{0}{1}", "dh.{0}/{1}"])
def test_case_spaces_and_dashes_are_forgiven(typed: str) -> None:
    ref = new_reference("DH")
    _, one, other = ref.split("-")
    assert read_reference(typed.format(one.lower(), other)) == ref


NO_REFERENCES = ["", "DH", "DH-2222-222", "2222-2222", "DHDHD-2222-2222", "DH-0O1I-L222", "DH-²²²²-²²²²", "\ud800"]


@pytest.mark.parametrize("typed", NO_REFERENCES, ids=ascii)
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert read_reference(typed) is None


@pytest.mark.both_engines
def test_a_reference_names_one_record_for_ever(engine: sqlalchemy.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["DH-2222-2222", "DH-2222-2222", "DH-3333-3333"])
    monkeypatch.setattr(db.references, "new_reference", lambda prefix: next(drawn))
    with db.transaction() as session:
        db.reserve_reference(session, prefix="DH", kind="concern", object_id=UUID(int=1))
        session.flush()
        second = db.reserve_reference(session, prefix="DH", kind="strand", object_id=UUID(int=2))
    assert second == "DH-3333-3333"
    with db.reading() as session:
        assert session.get_one(Reference, "DH-2222-2222").object_id == UUID(int=1)


def test_only_a_word_of_the_code_stands_in_a_statement_as_it_is() -> None:
    assert str(db.constant("open")) == "'open'"
    for typed in ("o'pen", "open; --", "", "two words"):
        with pytest.raises(ValueError, match="own"):
            db.constant(typed)
