"""Second looks of the synthetic city: drawn day by day from what was decided; most are given by somebody else, the last ones wait."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import clock, db
from hub.accounts import Grant
from hub.db import Base, table_of
from hub.demo import timing
from hub.demo.deciding import LOWER, SLOWER
from hub.demo.dice import dice
from hub.demo.filing import write_rows
from hub.demo.known import Known
from hub.demo.sheets import Row, Rows, blank_of
from hub.demo.staff import with_role
from hub.pathways.limits import counted
from hub.people import age_on
from hub.quality.chances import chance_of
from hub.quality.comparing import Answer, differences, family_of
from hub.quality.drawing import Drawable, cast_lots, drawable
from hub.quality.models import AnswerPair, SecondLook, SecondLookDraw, SecondLookShare
from hub.queues import WorkItem
from hub.rulebook import band

PER_MILLE = 50
REACH = timedelta(days=92)
DRAWN_AT = time(0, 12)
AGREE_SHARE, SOONER_SHARE = 0.65, 0.35
LATELY_HOURS = 4  # of office time: what was given since then saw more danger, so that a manager has something to read
OWNER = "zofia.imagindale"
REASON = "Five per cent for the first year, so that every area is told soon enough to learn from."
WORDS = "Read what was told and known then; this is what I would have done on that day."
SETTLED_WORDS = "Talked over with the team: somebody rang the same afternoon, and what is in place is enough."
FASTER = {slower: faster for faster, slower in SLOWER.items()} | {"five_working_days": "two_working_days"}


@dataclass(slots=True)
class Book:
    """The rows of all draws so far."""

    known: Known
    rng: Random
    rows: dict[str, list[Row]]

    def put(self, model: type[Base], **columns: Any) -> None:
        """One more row."""
        self.rows[table_of(model).name].append({**blank_of(model), **columns})


def write_second_looks(known: Known) -> int:
    """What was decided in the last three months has been drawn from, day by day; how many looks there are."""
    book = Book(known, dice("second looks", known.until.isoformat()), defaultdict(list))
    with db.reading() as session:
        number = session.scalar(select(func.max(SecondLookDraw.number))) or 0
        able = drawable(session, known.until - REACH, known.until)
        _share(session, book)
        for place, (day, decided) in enumerate(_by_day(able), number + 1):
            _draw(book, place, day, decided)
    write_rows(Rows(book.rows))
    return len(book.rows["second_looks"])


def _share(session: Session, book: Book) -> None:
    if session.scalar(select(SecondLookShare.number).limit(1)) is None:
        began = book.known.until - REACH
        owner = book.known.officers[OWNER]
        book.put(SecondLookShare, number=1, per_mille=PER_MILLE, reason=REASON, set_by=owner, set_at=began)


def _by_day(able: Sequence[Drawable]) -> Iterator[tuple[date, list[Drawable]]]:
    """What came to stand on each London day that is over."""
    days: dict[date, list[Drawable]] = defaultdict(list)
    for each in able:
        days[clock.london_day(each.stands_at)].append(each)
    yield from sorted(days.items())


def _draw(book: Book, number: int, day: date, decided: Sequence[Drawable]) -> None:
    at = clock.london(day + timedelta(days=1), DRAWN_AT)
    if at > book.known.until:
        return
    sampled, netted = cast_lots(decided, PER_MILLE, book.rng)
    book.put(
        SecondLookDraw,
        number=number, at=at, from_at=at - timedelta(days=1, minutes=10), until_at=at - timedelta(minutes=10),
        per_mille=PER_MILLE, considered=Counter(each.area for each in decided),
        sampled=Counter(each.area for each in sampled), closed=sum(each.closed for each in decided), netted=len(netted),
    )  # fmt: skip
    for each in sampled:
        _look(book, number, at, each, "sample", PER_MILLE)
    for each in netted:
        _look(book, number, at, each, "safety_net", chance_of(each.concerns).per_mille)


def _look(book: Book, number: int, at: datetime, each: Drawable, kind: str, per_mille: int) -> None:
    given_at, second = timing.after_work(at, book.rng.uniform(3, 20)), _second(book, each)
    is_given = given_at < book.known.until and second is not None
    look: Row = {
        "id": uuid4(), "key_id": each.person.key_id, "decision_id": each.decision.id, "concern_id": each.concern.id,
        "person_id": each.person.id, "draw_number": number, "kind": kind, "area": each.area,
        "chance_per_mille": per_mille, "drawn_at": at,
    }  # fmt: skip
    _stand(book, each, look, "second_look", "five_working_days", at=at, done_at=given_at if is_given else None)
    if is_given:
        _give(book, each, look, given_at, by=second)
    else:
        book.put(SecondLook, **look)


def _second(book: Book, each: Drawable) -> UUID | None:
    """Somebody else who is qualified for the person's age; None for what is kept apart."""
    age = age_on(each.person, clock.london_day(each.decision.decided_at)) or {}
    is_adult = not each.person.unborn and age.get("from", 0) >= 18
    able = with_role("screening_officer", qualification="council_officer" if is_adult else "social_worker")
    had_part = {each.decision.decided_by, each.decision.second_by, each.concern.sent_by}
    ids = [book.known.officers[one.username] for one in able]
    free = [one for one in ids if one not in had_part]
    return book.rng.choice(free) if free and each.concern.level == "open" else None


def _give(book: Book, each: Drawable, look: Row, at: datetime, *, by: UUID | None) -> None:
    first = Answer(tuple(each.decision.routes), each.decision.urgency)
    is_lately = timing.after_work(at, LATELY_HOURS) > book.known.until
    second = _answer(book.rng, each, first, lately=is_lately)
    routes = book.known.pack.routes
    differs = differences(first, second, routes, first_closed=each.closed)
    settled_at = timing.after_work(at, book.rng.uniform(1, LATELY_HOURS)) if differs and not is_lately else None
    words = {"words": WORDS, "settled_words": SETTLED_WORDS if settled_at else None}
    book.put(
        SecondLook,
        **look, state="given", given_at=at, routes=list(second.routes), urgency=second.urgency, differs=list(differs),
        settled_at=settled_at, settled_as="acting" if settled_at else None,
        **SecondLook.sealed_columns(each.person.key, look["id"], **words),
    )  # fmt: skip
    until = clock.london(clock.london_day(at) + timedelta(days=1), time())
    book.put(
        Grant,
        id=uuid4(), object_type="second_look", object_id=look["id"], officer_id=by,
        basis="assigned", given_at=at - timedelta(minutes=20), until=until,
    )  # fmt: skip
    if differs:
        _stand(book, each, look, "look_difference", "same_day", at=at, done_at=settled_at, reason=differs[0])
    if look["kind"] == "sample":
        _pair(book, each, first, second, at)


def _answer(rng: Random, each: Drawable, first: Answer, *, lately: bool) -> Answer:
    """The same, sooner, or less. What was closed is never opened here: its concern would have come back."""
    if rng.random() < AGREE_SHARE and not lately:
        return first
    if (lately or rng.random() < SOONER_SHARE) and first.urgency in FASTER:
        return Answer(first.routes, FASTER[first.urgency])
    lower = tuple(dict.fromkeys(LOWER.get(route, route) for route in first.routes))
    slower = SLOWER.get(first.urgency, "five_working_days")
    return Answer(first.routes if each.closed else lower, slower)


def _pair(book: Book, each: Drawable, first: Answer, second: Answer, at: datetime) -> None:
    routes: Mapping[str, Any] = book.known.pack.routes
    book.put(
        AnswerPair,
        id=uuid4(), area=each.area, given_in=clock.london_day(at).strftime("%Y-%m"),
        first_family=family_of(first.routes, routes), second_family=family_of(second.routes, routes),
        first_urgency=first.urgency, second_urgency=second.urgency,
    )  # fmt: skip


def _stand(
    book: Book, each: Drawable, look: Row, queue: str, urgency: str, *, at: datetime, done_at: datetime | None,
    reason: str = "",
) -> None:  # fmt: skip
    limit = counted(book.known.pack, f"screening_{urgency}", started_at=at)
    book.put(
        WorkItem,
        id=uuid4(), queue=queue, state="done" if done_at else "open", object_type="second_look", object_id=look["id"],
        concern_id=each.concern.id, person_id=each.person.id, ref=each.concern.ref,
        source_kind=each.concern.source_kind, rank=2 * band(urgency), act_by=limit.due_at, danger=[], unknown=[],
        reason=reason, desk="both", team_id=each.concern.team_id, level=each.concern.level, placed_at=at,
        done_at=done_at,
    )  # fmt: skip
