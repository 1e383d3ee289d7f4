"""What the convening pages show: the grid of days, the times proposed, why not another day, and the list of invitees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from hub import clock
from hub.conferences import ConferenceView, Proposal, Slot
from hub.pathways import Window
from hub.schemas import meeting_choices as choices
from hub.web.invitee_list import Row
from hub.web.meeting_words import day_words, hours_words, limit_source
from hub.web.typed import Field, Typed
from hub.web.words import counted, london_day, weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What can be chosen from: the days and times, who may have agreed to a late one, who takes minutes, who is on the list."""

    proposal: Proposal
    seniors: Mapping[str, str]
    minutes: Mapping[str, str]
    invitees: Sequence[Row]


def convene_page(view: ConferenceView, offered: Offered, typed: Typed) -> dict[str, Any]:
    """Everything `pages/convene.html` asks for."""
    proposal, invitees, people = offered.proposal, offered.invitees, len(view.people)
    limits, today = proposal.window, clock.today()
    return {
        "back": {"href": url_for("conferences.one", ref=view.ref), "label": "Back to the conference"},
        "caption": f"{'Move' if view.state == 'convened' else 'Convene'} {view.ref}. {view.who}",
        "facts": _facts(view),
        "lede": _lede(limits, today, people),
        "grid": _grid(proposal, today),
        "grid_words": _grid_words(limits),
        "slots": [_slot(slot, view) for slot in proposal.slots],
        "chosen": typed.values.get("slot") or None,
        "slot_error": typed.wrong.get("slot"),
        "other": _other(typed),
        "questions": _questions(offered, typed),
        "late": _late(limits, offered, typed),
        "why_not": {
            "summary": "Why not another day?",
            "rows": [{"day": row.days, "stops": row.stops, "give_up": row.give_up} for row in proposal.why_not],
        },
        "invitees": [invitee_row(view.ref, place, row) for place, row in enumerate(invitees)],
        "add_href": url_for("conferences.inviting.show", ref=view.ref, place="new"),
        "missing_roles": missing_roles(view, invitees),
        "invitation_words": f"The calendar invitation names nobody. It says “Meeting {view.ref}”, the time and the place.",
        "action": url_for("conferences.convening.keep", ref=view.ref),
        "hidden": {"seen": view.seen},
        "errors": typed.errors,
    }


def _facts(view: ConferenceView) -> list[dict[str, str]]:
    found = [{"label": "Type", "value": view.kind_words}]
    if len(view.people) > 1:
        found.append({"label": "Joined", "value": counted(len(view.people), "sibling")})
    found.append({"label": "Chair", "value": view.chair})
    if view.must_be_quorate:
        found.append({"label": "Quorum", "value": "Must be quorate: two in a row are not allowed"})
    return found


def _lede(limits: Window, today: date, people: int) -> dict[str, str]:
    joined = f"One meeting for {people} siblings, with a record for each. " if people > 1 else ""
    last = day_words(limits.last_usable_on, today)
    if limits.is_past:
        lawful = day_words(limits.last_lawful_on, today)
        after = ". Hold it as soon as you can, with a senior manager’s agreement."
        return _pieces(f"{joined}The limit passed on", lawful, after)
    if not limits.has_notice_left:
        before = f"{joined}{limits.notice_days} days’ notice can no longer be kept. It may be held until"
        return _pieces(before, last, ".")
    first = day_words(limits.notice_from, today)
    words = _pieces(f"{joined}It may be held from", first, ".")
    return {**words, "middle": f"({limits.notice_days} days’ notice) to", "strong2": last}


def _pieces(before: str, strong: str, after: str) -> dict[str, str]:
    return {"before": before, "strong": strong, "middle": "", "strong2": "", "after": after}


def _grid(proposal: Proposal, today: date) -> dict[str, Any]:
    limits, days = proposal.window, []
    for place, day in enumerate(proposal.days):
        is_first = place == 0 or day.on.day == 1
        days.append(
            {
                "letter": f"{day.on:%a}"[0],
                "number": day.on.day,
                "shade": day.shade,
                "slot": day.slot,
                "last": day_words(day.on, today) if day.is_last else None,
                "month": f"{day.on:%B %Y}" if place == 0 else f"{day.on:%b}" if is_first else None,
            }
        )
    slots = ", ".join(f"{slot.number}: {weekday(slot.starts_at)}" for slot in proposal.slots)
    description = (
        f"Today is {weekday(today)}. With {limits.notice_days} days’ notice it may be held from {weekday(limits.notice_from)}. "
        f"The last day that can be used is {weekday(limits.last_usable_on)}; the last lawful day is {weekday(limits.last_lawful_on)}. "
        f"Times proposed: {slots or 'none'}."
    )
    return {
        "title": "The days this meeting may be held",
        "description": description,
        "days": days,
        "flags": _flags(proposal, today),
    }


def _flags(proposal: Proposal, today: date) -> list[dict[str, Any]]:
    limits, first = proposal.window, proposal.days[0].on
    last = proposal.days[-1].on
    found: list[dict[str, Any]] = []
    if first == limits.started_on and (today - first).days >= 3:
        found.append({"at": 0, "lead": "Day 0", "words": "The limit runs"})
    found.append({"at": (today - first).days, "lead": "Today", "words": "Invitations go"})
    if limits.notice_from <= min(last, limits.last_lawful_on) and limits.notice_days >= 3:
        words = f"{limits.notice_days} days after inviting"
        found.append({"at": (limits.notice_from - first).days, "lead": "Notice kept from here", "words": words})
    if today <= limits.last_lawful_on <= last:
        at = (limits.last_lawful_on - first).days + 1
        words = f"{limits.last_lawful_on.day} {limits.last_lawful_on:%B}"
        found.append({"at": at, "lead": "Last lawful day", "words": words, "end": True, "red": True})
    return found


def _grid_words(limits: Window) -> str:
    return f"{limit_source(limits)}. Notice is kept where possible; the last lawful day is not a matter of advice."


def _slot(slot: Slot, view: ConferenceView) -> dict[str, Any]:
    others = counted(slot.chair_has, "other conference")
    chair = {"words": f"Chair: {others} that day", "kind": "waiting"} if slot.chair_has else _CHAIR_FREE
    return {
        "number": slot.number,
        "value": slot.starts_at.isoformat(),
        "day": weekday(slot.starts_at),
        "hours": hours_words(slot.starts_at, view.minutes_long),
        "headline": "The chair is free at this hour" if slot.chair_has else "The chair is free all day",
        "suggested": slot.suggested,
        "roles": [chair, {"words": "All others: asked when the invitations go", "kind": "waiting"}],
        "words": "",
    }


_CHAIR_FREE = {"words": "Chair: free", "kind": "done"}


def _other(typed: Typed) -> list[Field]:
    return [
        typed.day("other_day", "Day"),
        typed.text("other_time", "Starts at", hint="Such as 10:30am, in Dundee’s time", width="5"),
    ]


def _questions(offered: Offered, typed: Typed) -> list[Field]:
    return [
        typed.text("place", "Place", hint="It stands in the invitation: no names of people"),
        typed.text("link", "Link for joining by video", kind="url", spellcheck=False),
        typed.text("minutes_long", "How long, in minutes", width="4", inputmode="numeric"),
        typed.select("minute_taker", "Who takes minutes?", offered.minutes, hint="The chair cannot"),
    ]


LATE = ("notice_reason", "late_reason", "late_safety_plan", "late_approved_by")


def _late(limits: Window, offered: Offered, typed: Typed) -> dict[str, Any]:
    """What is asked only where the notice or the limit cannot be kept; open once it is needed."""
    after = f"Only for a day after {london_day(limits.last_lawful_on)}"
    notice = f"If there is less than {limits.notice_days} days’ notice, why?"
    before = f"For a day before {london_day(limits.notice_from)}"
    fields = [
        typed.text("notice_reason", notice, kind="textarea", rows=2, hint=before),
        typed.text("late_reason", "If it is after the last lawful day, why?", kind="textarea", rows=2, hint=after),
        typed.text("late_safety_plan", "What keeps everybody safe until then?", kind="textarea", rows=2, hint=after),
        typed.select(
            "late_approved_by",
            "Which senior manager agreed?",
            offered.seniors,
            hint="They are told that you named them",
        ),
    ]
    needed = limits.is_past or not limits.has_notice_left
    return {"open": needed or any(typed.values.get(name) or name in typed.wrong for name in LATE), "fields": fields}


def invitee_row(ref: str, place: int, row: Row) -> dict[str, Any]:
    """One row of the list of invitees."""
    learns = choices.TOLD_HOW.get(row.get("told_how", ""), "Not said yet")
    return {
        "who": row.get("name") or row.get("role") or "Not named",
        "what": f"{row.get('role', '')}." if row.get("name") else "",
        "alleged": bool(row.get("is_alleged")),
        "agency": choices.AGENCIES.get(row.get("agency", ""), ""),
        "attends": choices.ATTENDS.get(row.get("attends", ""), ""),
        "undecided": row.get("attends") == "undecided",
        "learns": learns,
        "href": url_for("conferences.inviting.show", ref=ref, place=place),
    }


def missing_roles(view: ConferenceView, invitees: Sequence[Row]) -> list[dict[str, str]]:
    """The agencies expected at such a meeting of whom nobody is on the list: a flag, never a block."""
    kind = view.people[0].plan_kind if view.people else "child_protection"
    asked = {row.get("agency") for row in invitees if row.get("attends") in {"expected", "own_choice", "separately"}}
    return [
        {"words": f"Nobody from {choices.AGENCIES[each].lower()} is on the list", "kind": "missing"}
        for each in choices.EXPECTED_AGENCIES[kind]
        if each not in asked
    ]
