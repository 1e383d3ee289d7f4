"""The rows of a concern as received: people, words, referrer, parts, incident, service, and the alert of danger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from hub import clock
from hub.accounts import Grant
from hub.concerns import Concern, ConcernPart, ConcernVersion, NewConcern, Referrer
from hub.concerns.models import Incident, Service
from hub.concerns.recording import rest_told
from hub.crypto import blind_token
from hub.danger import Alert, AlertCall
from hub.db import HubSession
from hub.demo.as_received import as_received
from hub.demo.fresh import Fresh, FreshPerson, fresh_person
from hub.demo.known import NAMED_SENIOR, Known
from hub.demo.outcomes import Story
from hub.demo.sheets import Findable, Sheet
from hub.demo.staff import with_role
from hub.front_door.receiving import NOBODY_NAMED, RESIDENTS
from hub.outbox import Delivery
from hub.people import NewPerson, Person
from hub.people.entering import open_columns, words_told

SENDERS = {"police": "police", "health_visitor": "health", "midwife": "health", "hospital": "health"}
BACK_DATED_SECONDS = 3600


@dataclass
class Shared:
    """Incidents and services that concerns already written share, by their blind tokens."""

    incidents: dict[bytes, UUID] = field(default_factory=dict)
    services: dict[bytes, UUID] = field(default_factory=dict)


def write_concern(known: Known, shared: Shared, sheet: Sheet, story: Story) -> Fresh:
    """The rows that receiving the concern leaves, but for screening and the queue. The people's own rows come last."""
    new, concern_id = as_received(story.told), uuid4()
    level = "sealed" if new.one_of_us == "yes" else "open"
    at = story.told.keyed_at
    people = _people(sheet, story, new, level)
    sender, agency = _sender(known, new)
    fresh = Fresh(
        story=story, new=new, id=concern_id, ref=known.reference(sheet, "concern", concern_id),
        team=known.teams["management" if level == "sealed" else "screening"], level=level,
        received_at=min(story.told.received_at, at), keyed_at=at, day=clock.london_day(at), people=people,
        incident=_incident(known, shared, sheet, new, story), service=_service(shared, sheet, new, story), sent_by=sender, agency=agency,
    )  # fmt: skip
    _write_words(sheet, fresh)
    for place, each in enumerate(people):
        _write_part(sheet, fresh, each, place)
    if level == "sealed":
        grant(sheet, "concern", fresh.id, officer=known.officers[NAMED_SENIOR], at=at)
    return fresh


def _people(sheet: Sheet, story: Story, new: NewConcern, level: str) -> list[FreshPerson]:
    everybody: tuple[NewPerson, ...] = new.people
    truths = list(story.told.truth.people)
    if not any(person.role != "alleged" for person in everybody):
        everybody = (RESIDENTS if new.service.get("name") else NOBODY_NAMED, *everybody)
        truths = ["", *truths]
    at = story.told.keyed_at
    return [
        fresh_person(told, row=uuid4(), key=sheet.key("person", at), truth=truth, at=at, level=level)
        for told, truth in zip(everybody, truths, strict=True)
    ]


def _sender(known: Known, new: NewConcern) -> tuple[UUID, UUID]:
    """Who keyed it and for which agency: a partner's own reporter where there is one, else somebody on duty."""
    partner = SENDERS.get(new.referrer.kind, "") if new.channel in {"web", "police_report"} else ""
    reporter = next((one for one in known.staff.values() if partner and one.agency == partner), None)
    if reporter is not None:
        return known.officers[reporter.username], known.agencies[partner]
    on_duty = with_role("duty_worker", team="screening")
    return known.officers[on_duty[len(new.narrative) % len(on_duty)].username], known.council


def _write_words(sheet: Sheet, fresh: Fresh) -> None:
    new, at = fresh.new, fresh.keyed_at
    sheet.put(
        Concern,
        {
            "id": fresh.id, "ref": fresh.ref, "team_id": fresh.team, "level": fresh.level, "channel": new.channel,
            "source_kind": new.referrer.kind, "agency_id": fresh.agency, "sent_by": fresh.sent_by, "received_at": fresh.received_at,
            "keyed_at": at, "happened_at": new.happened_at, "danger": new.danger, "danger_before": new.danger_before,
            "back_dated": (at - fresh.received_at).total_seconds() > BACK_DATED_SECONDS, "one_of_us": new.one_of_us,
            "incident_id": fresh.incident, "service_id": fresh.service,
        },
    )  # fmt: skip
    words = {"narrative": new.narrative, "told": rest_told(new)}
    version = {"concern_id": fresh.id, "number": 1, "written_by": fresh.sent_by, "written_at": at}
    sheet.put(ConcernVersion, version, key=sheet.key("concern", at), words=words)
    referrer = new.referrer
    details = {name: getattr(referrer, name) for name in ("kind", "agency", "name", "job", "phone", "email")}
    sheet.put(
        Referrer,
        {
            "concern_id": fresh.id, "confidentiality": referrer.confidentiality_told,
            "wants_feedback": referrer.wants_feedback, "anonymous": referrer.anonymous,
        },
        key=sheet.key("referrer", at),
        words={"details": {name: value for name, value in details.items() if value}},
    )  # fmt: skip


def _write_part(sheet: Sheet, fresh: Fresh, each: FreshPerson, place: int) -> None:
    told = each.told
    contact = {name: getattr(told, name) for name in
               ("safe_contact", "knows", "wants", "safe_to_ask", "communication", "who_will_tell", "why_not")}  # fmt: skip
    sheet.put(
        ConcernPart,
        {"concern_id": fresh.id, "person_id": each.id, "role": told.role, "place": place},
        key=each.key,
        words={"relationship_kind": told.relationship, "facts": told.facts, "contact": contact},
    )


def write_people(sheet: Sheet, fresh: Fresh) -> None:
    """The people's own rows, in the clusters officers put them in."""
    for each in fresh.people:
        columns = open_columns(each.told, at=fresh.keyed_at, level=fresh.level)
        words = words_told(each.told, at=fresh.keyed_at)
        sheet.put(Person, {"id": each.id, "cluster_id": each.cluster, **columns}, key=each.key, words=words)
        sheet.findable.append(Findable(each.id, each.described, each.role == "alleged", fresh.keyed_at))


def _incident(known: Known, shared: Shared, sheet: Sheet, new: NewConcern, story: Story) -> UUID | None:
    number = known.incident_number(new.incident_number)
    signs = "".join(sign for sign in number.upper() if sign.isalnum())
    if not signs:
        return None
    token = blind_token(HubSession(), "incident/1", signs)
    if token not in shared.incidents:
        key = sheet.key("incident", story.told.keyed_at)
        columns = {"token": token, "first_at": story.told.received_at}
        shared.incidents[token] = sheet.put(Incident, columns, key=key, words={"number": number})
    return shared.incidents[token]


def _service(shared: Shared, sheet: Sheet, new: NewConcern, story: Story) -> UUID | None:
    return write_service(shared, sheet, new.service, at=story.told.keyed_at)


def write_service(shared: Shared, sheet: Sheet, told: Mapping[str, str], *, at: datetime) -> UUID | None:
    """The row of a service, made where it is told of for the first time; None where none is told of."""
    name = " ".join(told.get("name", "").lower().split())
    if not name:
        return None
    token = blind_token(HubSession(), "service/1", name)
    if token not in shared.services:
        columns = {"token": token, "kind": told.get("kind", "other")}
        words = {"name": told["name"], "address": told.get("address")}
        shared.services[token] = sheet.put(Service, columns, key=sheet.key("service", at), words=words)
    return shared.services[token]


def write_alert(known: Known, sheet: Sheet, fresh: Fresh) -> None:
    """The alert of danger said with the concern, who was called, and who has it."""
    told = fresh.story.alert
    if told is None:
        return
    rung_lasts = timedelta(minutes=known.rung_minutes)
    ended_at = told.acknowledged_at or known.until
    rungs = range(1 + int((ended_at - told.raised_at) / rung_lasts))
    alert = sheet.put(
        Alert,
        {
            "concern_id": fresh.id, "answer": told.answer, "before": fresh.new.danger_before,
            "raised_at": told.raised_at, "raised_by": fresh.sent_by, "rung": rungs[-1],
            "next_rung_at": None if told.acknowledged_at else told.raised_at + len(rungs) * rung_lasts,
            "acknowledged_by": known.officers[told.acknowledged_by] if told.acknowledged_by else None,
            "acknowledged_at": told.acknowledged_at,
        },
    )  # fmt: skip
    for rung in rungs:
        at = told.raised_at + rung * rung_lasts
        for officer in known.rungs[min(rung, len(known.rungs) - 1)]:
            sheet.put(AlertCall, {"alert_id": alert, "rung": rung, "officer_id": officer, "called_at": at})
            if told.acknowledged_at is None:
                about = {"alert": str(alert), "officer": str(officer)}
                sheet.put(Delivery, {"kind": "danger_call", "about": about, "queued_at": at, "next_try_at": at})


def grant(
    sheet: Sheet, kind: str, record: UUID, *, at: datetime, officer: UUID | None = None, team: UUID | None = None
) -> None:
    """The officer or team may open the record; given once however often it is asked for."""
    held = (entry.columns for entry in sheet.entries if entry.model is Grant)
    if (record, officer, team) not in {(each["object_id"], each["officer_id"], each["team_id"]) for each in held}:
        columns = {"object_type": kind, "object_id": record, "officer_id": officer, "team_id": team}
        sheet.put(Grant, {**columns, "basis": "assigned", "given_at": at})
