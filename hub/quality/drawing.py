"""Once a day decisions are drawn for a second look: a random share of each area, and more of what was closed for people told of often.

Nobody chooses what is drawn and nobody can tell it beforehand: the dice are the operating system's own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random, SystemRandom

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from hub import audit, clock, pathways, queues, rulebook
from hub.accounts import Grant
from hub.actor import SYSTEM
from hub.audit import Action
from hub.concerns import Concern
from hub.people import Person, age_on
from hub.quality.chances import chance_of
from hub.quality.comparing import AREAS
from hub.quality.involved import QUEUE, STANDING
from hub.quality.lots import draw_lots
from hub.quality.models import SecondLook, SecondLookDraw
from hub.quality.setting import share_now
from hub.queues import Place
from hub.rulebook import Pack, ScreeningSubject, band
from hub.triage import Decision
from hub.triage.facts import CHILD_UNDER

FIRST_REACH = timedelta(days=1)  # how far back the very first draw looks
SETTLED = timedelta(minutes=10)  # a decision being written now is left to the next draw
SPECIAL_FIRST = tuple(reversed(AREAS))  # what concerns few stands after children and adults there


@dataclass(frozen=True, slots=True)
class Drawable:
    """A decision that may be drawn, with its area."""

    decision: Decision
    concern: Concern
    person: Person
    subject: ScreeningSubject
    area: str

    @property
    def stands_at(self) -> datetime:
        """Since when it stands."""
        return self.decision.second_at or self.decision.decided_at

    @property
    def closed(self) -> bool:
        """Whether it opened no work."""
        return self.decision.onward_route is not None

    @property
    def concerns(self) -> int:
        """How many concerns about the person in twelve months the rules knew of; 1 where nothing was known."""
        told = (self.subject.facts or {}).get("concerns_about_person_12_months")
        number = told.get("value") or told.get("from") if isinstance(told, dict) else told
        return int(number or 1)


def is_due(session: Session) -> bool:
    """Whether nothing was drawn yet on this London day."""
    last = session.scalar(select(func.max(SecondLookDraw.at)))
    return last is None or clock.london_day(last) < clock.today()


def draw(session: Session, dice: Random | None = None) -> int:
    """What was decided since the last draw has been drawn from, and what was drawn waits for a second look; how many."""
    dice, now, last = dice or SystemRandom(), clock.now(), _last(session)
    _withdraw(session)
    window = (last.until_at if last else now - SETTLED - FIRST_REACH, now - SETTLED)
    able, per_mille = drawable(session, *window), share_now(session).per_mille
    sampled, netted = cast_lots(able, per_mille, dice)
    made = SecondLookDraw(
        number=(last.number if last else 0) + 1,
        at=now,
        from_at=window[0],
        until_at=window[1],
        per_mille=per_mille,
        considered=Counter(each.area for each in able),
        sampled=Counter(each.area for each in sampled),
        closed=sum(each.closed for each in able),
        netted=len(netted),
    )
    session.add(made)
    session.flush()
    looks = [_place(session, made, each, "sample", per_mille) for each in sampled]
    looks += [_place(session, made, each, "safety_net", chance_of(each.concerns).per_mille) for each in netted]
    audit.record(
        session,
        by=SYSTEM,
        action=Action.LOOKS_DRAWN,
        objects=[("second_look", each.id) for each in looks],
        purpose="second_look",
        basis="system",
        counts={"considered": len(able), "drawn": len(looks)},
    )
    return len(looks)


def _withdraw(session: Session) -> None:
    """Looks at what no longer stands wait no more: it is being screened again, or was about somebody else."""
    waiting = select(SecondLook).join(Decision, Decision.id == SecondLook.decision_id)
    for look in session.scalars(waiting.where(SecondLook.state == "waiting", Decision.state.not_in(STANDING))):
        look.state = "withdrawn"
        queues.finish(session, queue=QUEUE, object_type="second_look", object_id=look.id)


def cast_lots(able: Sequence[Drawable], per_mille: int, dice: Random) -> tuple[Sequence[Drawable], Sequence[Drawable]]:
    """Who is drawn by the share of all, and who besides of those that closed."""
    sampled = draw_lots(_by_area(able), lambda _: per_mille / 1000, dice)
    chosen = {each.decision.id for each in sampled}
    left = [each for each in able if each.closed and each.decision.id not in chosen]
    return sampled, draw_lots(_by_area(left), lambda each: chance_of(each.concerns).per_mille / 1000, dice)


def _last(session: Session) -> SecondLookDraw | None:
    return session.scalars(select(SecondLookDraw).order_by(SecondLookDraw.number.desc()).limit(1)).first()


def _by_area(able: Sequence[Drawable]) -> Mapping[str, list[Drawable]]:
    found: dict[str, list[Drawable]] = defaultdict(list)
    for each in able:
        found[each.area].append(each)
    return found


def drawable(session: Session, after: datetime, until: datetime) -> list[Drawable]:
    """Decisions that came to stand in that time; what is kept apart only where somebody else may see it too."""
    stands_at = func.coalesce(Decision.second_at, Decision.decided_at)
    rows = session.execute(
        select(Decision, Concern, Person, ScreeningSubject)
        .join(Concern, Concern.id == Decision.concern_id)
        .join(Person, Person.id == Decision.person_id)
        .join(
            ScreeningSubject,
            (ScreeningSubject.run_id == Decision.run_id) & (ScreeningSubject.person_id == Decision.person_id),
        )
        .where(
            Decision.state.in_(STANDING),
            stands_at > after,
            stands_at <= until,
            ~exists().where(SecondLook.decision_id == Decision.id),
            or_(Concern.level == "open", _somebody_else_may()),
        )
        .order_by(Decision.id)
    )
    pack = rulebook.active_pack(session)
    return [
        Drawable(decision, concern, person, subject, area_of(pack, subject, person, decision.decided_at))
        for decision, concern, person, subject in rows
    ]


def _somebody_else_may() -> ColumnElement[bool]:
    held = (Grant.object_type == "concern", Grant.object_id == Concern.id, Grant.ended_at.is_(None))
    others = (
        Grant.officer_id.is_not(None),
        Grant.officer_id != Decision.decided_by,
        Grant.officer_id.is_distinct_from(Decision.second_by),
        Grant.officer_id.is_distinct_from(Concern.sent_by),
    )
    return exists().where(*held, *others)


def area_of(pack: Pack, subject: ScreeningSubject, person: Person, at: datetime) -> str:
    """The area by what was told and never by what was decided: that of a rule which says yes, the more special first, else by age."""
    said_yes = {pack.rules[rule].area for rule, _, answer in subject.findings if answer == "yes" and rule in pack.rules}
    pointed = [area for area in SPECIAL_FIRST if area in said_yes]
    if pointed:
        return pointed[0]
    age = age_on(person, clock.london_day(at)) or {}
    return "children" if person.unborn or age.get("to", CHILD_UNDER) < CHILD_UNDER else "adults"


def _place(session: Session, made: SecondLookDraw, each: Drawable, kind: str, per_mille: int) -> SecondLook:
    """The look waits. Its place tells nothing of the decision: the rank is the same for all."""
    look = SecondLook(
        key=each.person.key,
        decision_id=each.decision.id,
        concern_id=each.concern.id,
        person_id=each.person.id,
        draw_number=made.number,
        kind=kind,
        area=each.area,
        chance_per_mille=per_mille,
        drawn_at=made.at,
    )
    session.add(look)
    session.flush()
    place_look(session, look, each.concern, queue=QUEUE, urgency="five_working_days", started_at=made.at)
    return look


def place_look(
    session: Session,
    look: SecondLook,
    concern: Concern,
    *,
    queue: str,
    urgency: str,
    started_at: datetime,
    reason: str = "",
) -> None:
    """The look stands in a queue at this urgency, due by the limit of screening that goes with it; a step inside actions."""
    queues.place(
        session,
        Place(
            queue=queue,
            team_id=concern.team_id,
            level=concern.level,
            object_type="second_look",
            object_id=look.id,
            concern_id=concern.id,
            person_id=look.person_id,
            ref=concern.ref,
            source_kind=concern.source_kind,
            rank=2 * band(urgency),
            act_by=pathways.due_for(session, f"screening_{urgency}", started_at=started_at).at,
            reason=reason,
        ),
    )
