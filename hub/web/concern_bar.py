"""The bar, the danger flags and the claim that stand on every page of a concern, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from hub import clock
from hub.schemas.choices import CHANNELS
from hub.triage import Danger, Frame, UnsafeContact
from hub.web.words import capital_first, counted, ended, london_time, when

Moment = Callable[[datetime], str]
KEEPS_PLACE = (
    {
        "lead": "Danger was told, and answered otherwise since.",
        "words": "This keeps its place in the queue and its limit until somebody has decided.",
    },
)


def bar(frame: Frame, caption: str) -> dict[str, Any]:
    """The identity bar: whom it is about, the reference, when it came, until when it is screened."""
    people = f", {counted(frame.people_count, 'person', 'people')}" if frame.people_count > 1 else ""
    return {
        "heading": frame.heading,
        "caption": caption + (people if caption == "Screening" else ""),
        "reference": frame.ref,
        "received": f"{capital_first(when(frame.received_at, clock.now()))}, {channel_words(frame.channel)}",
        "by_label": "Screen by" if frame.due_at else "Screening",
        "by": capital_first(when(frame.due_at, clock.now())) if frame.due_at else "Decided",
        "left": frame.left,
        "local": bool(frame.unconfirmed),
    }


def channel_words(channel: str) -> str:
    """How it came: "by phone"."""
    return {"phone": "by phone", "email": "by email", "letter": "by letter", "in_person": "in person"}.get(
        channel, CHANNELS.get(channel, channel).lower()
    )


def claim(frame: Frame) -> dict[str, Any] | None:
    """Whose it is, when it is the reader's own."""
    if frame.holder is None or not frame.holder.is_me:
        return None
    return {
        "until": london_time(frame.holder.until),
        "put_back_action": url_for("queue.put_back", item_id=frame.item_id),
    }


def soon(instant: datetime) -> str:
    """The instant as said now: "today, 3:15pm"."""
    return when(instant, clock.now())


def flags(frame: Frame, day: Moment = soon, hour: Moment = london_time) -> list[dict[str, str]]:
    """Everything that may not wait, in words, with the alleged labelled wherever they are named."""
    found = [*_danger(frame.danger, day, hour), *(KEEPS_PLACE if frame.keeps_place else ()), *_unsafe(frame.unsafe)]
    if frame.worker_risk:
        found.append({"lead": "Risk to workers.", "words": frame.worker_risk})
    return [{**each, "words": labelled(each["words"], frame.alleged)} for each in found]


def labelled(words: str, alleged: Sequence[str]) -> str:
    """`words` with "(alleged source of harm)" after the first naming of anybody alleged."""
    for name in alleged:
        pattern = rf"\b{re.escape(name)}\b(?! \((?:alleged|said))"
        words = re.sub(pattern, lambda found: f"{found[0]} (alleged source of harm)", words, count=1)
    return words


def _danger(danger: Danger, day: Moment, hour: Moment) -> list[dict[str, str]]:
    if danger.answer not in {"yes", "later", "not_known"}:
        return []
    if danger.answer == "not_known":
        return [{"lead": "Danger not known.", "words": "Nobody could say whether anyone is in danger now."}]
    lead = danger_lead(danger.answer, danger.before, day)
    taken = "Nobody has acknowledged it yet."
    if danger.taken_by and danger.taken_at:
        taken = f"{danger.taken_by} has it since {hour(danger.taken_at)}."
    return [{"lead": lead, "words": f"{ended(danger.why)} {taken}".strip()}]


def danger_lead(answer: str, before: datetime | None, day: Moment = soon) -> str:
    """The first words of what was told of danger: that it is now, or before when."""
    if answer != "later":
        return "Immediate danger."
    return f"{capital_first('before ' + day(before))}:" if before else "Danger to come:"


def _unsafe(contacts: Sequence[UnsafeContact]) -> list[dict[str, str]]:
    """One line for all whom the same ways may not reach."""
    groups: dict[tuple[tuple[str, ...], bool], list[str]] = {}
    for each in contacts:
        groups.setdefault((each.ways, each.is_known), []).append(each.who)
    return [
        {
            "lead": f"Do not {_either(ways)} {_either(names)}.",
            "words": "We were told it is not safe." if is_known else "It is not known if it is safe.",
        }
        for (ways, is_known), names in groups.items()
    ]


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
