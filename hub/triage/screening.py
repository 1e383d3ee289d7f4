"""Putting a concern to the rules and standing it in the queue by what they say. A machine recommends; nothing is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import clock, danger, pathways, queues, rulebook
from hub.actor import Actor
from hub.concerns import Concern, Part, Told, latest_version, parts_of
from hub.danger import Alert
from hub.people import age_on
from hub.queues import Place, WorkItem
from hub.rulebook import FactAnswer, Screening, ScreeningRun
from hub.triage.coming_back import bring_back
from hub.triage.facts import CHILD_UNDER, answers_on, case_of, screened_parts
from hub.triage.history import History, read_history
from hub.triage.overtaken import undo_overtaken
from hub.triage.telling_teams import tell_holders

BANDS = ("act_now", "same_day", "two_working_days", "five_working_days")
DANGERS = ("immediate_danger", "danger_soon")
DANGER_TOLD = "danger_told"  # why it stands where it does: danger was told, and only a decision says that it is over


@dataclass(frozen=True, slots=True)
class Screened:
    """A run as just made, with the people it was made over and what history said of them."""

    run: ScreeningRun
    screening: Screening
    parts: tuple[Part, ...]
    history: History


def take_in(session: Session, told: Told, *, by: Actor) -> Screened:
    """A concern just received is screened, stands in the queue with its clock, and brings back and passes on what it must.

    Nothing was screened, started or placed for it before, so nothing of that kind is looked for.
    """
    concern = told.concern
    with session.no_autoflush:  # nothing that is looked up is of this concern: its words are saved with its screening
        found = _screen(session, told, (), number=1, why="received", asked_by=by.officer_id)
    _start_clock(session, concern, f"screening_{band_of(found.screening.rank)}")
    item = queues.place_first(session, _place(session, concern, found.screening, told.parts, is_new=True))
    _follow(session, concern, found, item)
    return found


def screen(session: Session, concern: Concern, *, why: str, asked_by: UUID | None) -> Screened:
    """A stored run over the concern as it is known now; what was decided before and does not stand beside it is undone."""
    told = Told(concern, latest_version(session, concern.id), parts_of(session, concern.id))
    answers, number = answers_on(session, concern.id), rulebook.next_run_number(session, concern.id)
    found = _screen(session, told, answers, number=number, why=why, asked_by=asked_by)
    undo_overtaken(session, concern.id, found.run)
    return found


def _screen(
    session: Session, told: Told, answers: Sequence[FactAnswer], *, number: int, why: str, asked_by: UUID | None
) -> Screened:
    concern, parts = told.concern, told.parts
    screened = tuple(screened_parts(parts, clock.today()))
    history = read_history(session, concern, parts, screened)
    pack = rulebook.active_pack(session)
    case = case_of(pack, told, answers, screened, history)
    keys = {each.person.id: each.person.key for each in parts}
    run, screening = rulebook.run(
        session, pack, concern_id=concern.id, case=case, keys=keys, number=number, why=why, asked_by=asked_by
    )
    return Screened(run, screening, parts, history)


def screen_again(session: Session, concern: Concern, *, why: str, by: Actor) -> ScreeningRun:
    """A new run beside the earlier ones; the concern is ranked anew, and another clock runs if its band changed.

    Where danger was told it keeps its place and its limit until somebody has decided (docs/decisions/0023).
    """
    before = rulebook.latest_run(session, concern.id)
    found = screen(session, concern, why=why, asked_by=by.officer_id)
    place = _kept_by_danger(session, before, _place(session, concern, found.screening, found.parts))
    restart_clock(session, concern, place.rank)
    item = queues.place(session, place)
    item.act_by = _due_on_clock(session, concern, item.act_by)
    _follow(session, concern, found, item)
    return found.run


def _kept_by_danger(session: Session, before: ScreeningRun, place: Place) -> Place:
    """The place, or, where the run before knew of danger or its place was kept already, no lower one than it had."""
    held = session.scalars(queues.open_items(place.queue, place.object_type, place.object_id)).first()
    if held is None or held.rank >= place.rank or not (held.reason == DANGER_TOLD or _knew_of_danger(before)):
        return place
    return replace(place, rank=held.rank, reason=DANGER_TOLD)


def _knew_of_danger(run: ScreeningRun) -> bool:
    stated = [(run.facts or {}).get("concern", {}).get(fact) for fact in DANGERS]
    return any(each is True or (isinstance(each, dict) and each.get("value") is True) for each in stated)


def _follow(session: Session, concern: Concern, found: Screened, item: WorkItem) -> None:
    """Whoever holds open work with these people is told, and what closed before comes back."""
    tell_holders(session, concern, found.run, found.parts, found.history, item)
    bring_back(session, concern, found.history, item)


def _due_on_clock(session: Session, concern: Concern, otherwise: datetime) -> datetime:
    """When the screening clock that runs is up, which a variation or a return may have moved; danger may be sooner."""
    for running in pathways.clocks_on(session, "concern", concern.id):
        if running.clock.startswith("screening_") and running.state == "running":
            return min(running.due_at, concern.danger_before) if concern.danger_before else running.due_at
    return otherwise


def stand_in_queue(session: Session, concern: Concern, screening: Screening, parts: Sequence[Part]) -> WorkItem:
    """The concern, with everybody on it, waits for screening, ranked by its most urgent person; its clock runs from receipt."""
    return queues.place(session, _place(session, concern, screening, parts))


def _place(
    session: Session, concern: Concern, screening: Screening, everybody: Sequence[Part], *, is_new: bool = False
) -> Place:
    """`is_new`: it has only just come in, so that no alert is looked for."""
    parts = screened_parts(everybody, clock.today())
    lead = min(screening.subjects, key=lambda each: each.recommendation.rank)
    found = lead.recommendation
    pressing = next((each for each in found_rules(screening) if each), found.routes[0] if found.routes else "")
    return Place(
        queue="screening",
        team_id=concern.team_id,
        level=concern.level,
        object_type="concern",
        object_id=concern.id,
        concern_id=concern.id,
        person_id=UUID(lead.id),
        people_count=len(parts),
        ref=concern.ref,
        source_kind=concern.source_kind,
        incident_id=concern.incident_id,
        rank=screening.rank,
        act_by=act_by(session, concern, screening.rank),
        danger=danger_words(concern) if is_new else danger_codes(session, concern),
        reason=pressing,
        unknown=found.unknown_facts if found.because_unknown else (),
        desk=desk_of(parts, clock.today()),
    )


def found_rules(screening: Screening) -> list[str]:
    """The rules that answered yes at the most urgent band, for the one reason a queue row shows."""
    lead = min(screening.subjects, key=lambda each: each.recommendation.rank)
    urgency = lead.recommendation.urgency
    return [each.rule for each in lead.findings if each.answer.name == "YES" and each.urgency == urgency]


def band_of(rank: int) -> str:
    """The urgency band a rank stands for; what nothing makes urgent is screened within the longest limit."""
    return BANDS[min(rank // 2, len(BANDS) - 1)]


def act_by(session: Session, concern: Concern, rank: int) -> datetime:
    """When screening is due: the band's clock from receipt, or the moment danger was said to come, if sooner."""
    due_at = pathways.due_for(session, f"screening_{band_of(rank)}", started_at=concern.received_at).at
    return min(due_at, concern.danger_before) if concern.danger_before else due_at


def restart_clock(session: Session, concern: Concern, rank: int) -> None:
    """The screening clock of the concern's band runs from receipt; one of another band stops."""
    name = f"screening_{band_of(rank)}"
    for running in pathways.clocks_on(session, "concern", concern.id):
        if running.clock.startswith("screening_") and running.state == "running":
            if running.clock == name:
                return
            pathways.end(
                session, running.clock, object_type="concern", object_id=concern.id, at=clock.now(), state="stopped"
            )
    _start_clock(session, concern, name)


def _start_clock(session: Session, concern: Concern, name: str) -> None:
    pathways.start(session, name, object_type="concern", object_id=concern.id, started_at=concern.received_at)


def danger_codes(session: Session, concern: Concern) -> list[str]:
    """Codes of what every list shows of danger as it is known now, by receipt or by an answer since."""
    return danger_words(concern, danger.alert_on(session, concern.id))


def danger_words(concern: Concern, alert: Alert | None = None) -> list[str]:
    """The same by receipt, and by the alert that an answer raised."""
    told = "yes" if danger_is_now(alert) else concern.danger
    return {"yes": ["danger_now"], "later": ["danger_before"], "not_known": ["danger_not_known"]}.get(told, [])


def danger_is_now(alert: Alert | None) -> bool:
    """Whether whoever is called was told that somebody is in danger now."""
    return alert is not None and alert.answer == "yes"


def desk_of(parts: Sequence[Part], day: date) -> str:
    """Children's, adults', or both: by the ages known; an unknown age belongs to both."""
    desks = set()
    for each in parts:
        age = age_on(each.person, day)
        if each.person.unborn or (age and age.get("to", 999) < CHILD_UNDER):
            desks.add("children")
        elif age and age.get("from", 0) >= CHILD_UNDER:
            desks.add("adults")
        else:
            return "both"
    return desks.pop() if len(desks) == 1 else "both"
