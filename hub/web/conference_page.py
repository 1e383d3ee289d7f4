"""What the page of one conference shows, at whichever stage it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from hub import clock
from hub.conferences import ConferenceView, InviteeView, PersonView
from hub.schemas import meeting_choices as choices
from hub.web.meeting_words import clock_rows, last_day, left_words, limit_source, safeguard_marks, shares, started_words
from hub.web.words import counted, london_day, when

MAIL_WORDS = {
    "sent": "Invitation sent",
    "waiting": "Invitation waits to be sent",
    "given_up": "Invitation could not be sent: tell them another way",
    "none": "",
}


def page_of(view: ConferenceView, mail_words: str, today: date) -> dict[str, Any]:
    """Everything `conferences/one.html` asks for."""
    limits = view.window
    gone, notice_from = shares(limits, today) if limits else (0, 1)
    return {
        "view": view,
        "state_words": choices.STATES[view.state],
        "back": {"href": url_for("conferences.show"), "label": "Back to conferences"},
        "facts": _facts(view),
        "lede": _lede(view, today),
        "limits": limits if view.is_live and view.state != "convened" else None,
        "left": left_words(limits, today) if limits else "",
        "source": limit_source(limits) if limits else "",
        "gone": gone,
        "notice_from": notice_from,
        "steps": _steps(view),
        "people": [_person(view, each) for each in view.people],
        "invitees": [_invitee(each) for each in view.invitees],
        "answers": choices.ANSWERS,
        "can_answer": view.may_arrange and view.state == "convened" and not view.has_begun,
        "reasons": [{"key": choices.REASON_LABELS[name], "value": words} for name, words in view.reasons],
        "clocks": _clocks(view),
        "mail_words": mail_words,
        "quorum": _quorum(view),
    }


def _clocks(view: ConferenceView) -> list[dict[str, Any]]:
    """The limits of the meeting, then each person's; named where there are several people."""
    found = clock_rows(view.clocks)
    for each in view.people:
        about = f"{each.name}: " if len(view.people) > 1 else ""
        found += [{**row, "key": f"{about}{row['key']}"} for row in clock_rows(each.clocks)]
    return found


def _facts(view: ConferenceView) -> list[dict[str, str]]:
    return [
        {"label": "When", "value": started_words(view.starts_at)},
        {"label": "Where", "value": view.place or ("By video" if view.link else "Not chosen yet")},
        {"label": "Chair", "value": view.chair or "No chair yet"},
        {"label": "Minutes", "value": view.minute_taker or "Nobody yet"},
    ]


def _lede(view: ConferenceView, today: date) -> dict[str, str]:
    if view.state == "held":
        review = f" The next review is on {london_day(view.next_review_on)}." if view.next_review_on else ""
        return {
            "before": "Held.",
            "strong": "",
            "after": f"Its decisions stand and nothing here changes any more.{review}",
        }
    if view.state == "cancelled":
        return {
            "before": "Cancelled.",
            "strong": "",
            "after": "Its people wait with co-ordination: their limit still runs.",
        }
    if view.has_begun:
        return {"before": "The meeting has begun.", "strong": "Record who is here, then each decision.", "after": ""}
    if view.state == "convened":
        waiting = sum(1 for each in view.invitees if each.answer == "waiting" and each.attends != "no")
        after = f" {counted(waiting, 'person has', 'people have')} not answered yet." if waiting else ""
        return {"before": "Convened for", "strong": started_words(view.starts_at), "after": f".{after}"}
    assert view.window is not None
    return last_day(view.window, today)


def _steps(view: ConferenceView) -> list[dict[str, Any]]:
    """What can be done from here, the main thing first."""
    is_new, is_again = view.state == "allocated", view.state == "inquorate"
    is_convened = view.state == "convened"
    offered = (
        (view.state == "requested" and view.may_arrange, "Choose a chair", "coordination.request_page", True),
        (view.has_begun and view.may_record, "Record the meeting", "recording.begin", True),
        (view.may_arrange and is_new, "Choose a time and invite", "convening.show", True),
        (view.may_arrange and is_again, "Choose a time again", "convening.show", True),
        (is_convened, "Put it in your calendar", "calendar", False),
        (is_convened and view.may_arrange, "Move it", "convening.show", False),
        (is_new and view.may_chair, "Give it back", "chairing.decline", False),
        (view.is_live and view.may_arrange, "Cancel it", "cancel", False),
    )
    return [
        {"label": label, "href": url_for(f"conferences.{endpoint}", ref=view.ref), "primary": primary}
        for is_open, label, endpoint, primary in offered
        if is_open
    ]


def _person(view: ConferenceView, each: PersonView) -> dict[str, Any]:
    areas = {**choices.CHILD_AREAS, **choices.ADULT_AREAS}
    own = each.own_words or {}
    return {
        "name": each.name,
        "age": each.age,
        "strand_ref": each.strand_ref,
        "marks": safeguard_marks(each.safeguards),
        "safeguards": [
            {"name": name, "label": choices.SAFEGUARDS[name], "state": state} for name, state in each.safeguards
        ],
        "states": choices.SAFEGUARD_STATES,
        "action": url_for("conferences.safeguards", ref=view.ref, strand_ref=each.strand_ref),
        "can_note": view.may_arrange and view.is_live,
        "decision": choices.DECISIONS.get(each.decision, ""),
        "reasons": each.reasons,
        "areas": ", ".join(areas.get(one, one) for one in each.areas_of_concern),
        "reporter": choices.REPORTER.get(each.reporter_referral, ""),
        "dissent": each.dissent,
        "words": own.get("words", ""),
        "words_by": words_by(own),
    }


def words_by(own: dict[str, Any]) -> str:
    """Who gathered somebody's own words, when and where; or that they chose not to give any."""
    told = ", ".join(
        part for part in (own.get("gathered_by", ""), own.get("gathered_on", ""), own.get("where", "")) if part
    )
    if own.get("chose_not"):
        return f"Chose not to give any. Asked by {told}." if told else "Chose not to give any."
    return f"Told to {told}." if told else ""


def _invitee(each: InviteeView) -> dict[str, Any]:
    said = choices.ATTENDED.get(each.attended) or choices.ANSWERS.get(each.answer, "")
    if each.attends == "no":
        said = "Not asked to come"
    mail = MAIL_WORDS[each.mail]
    if each.mailed_at is not None:
        mail = f"{mail} {when(each.mailed_at, clock.now())}"
    return {
        "id": str(each.id),
        "who": each.name or each.role,
        "role": each.role if each.name else "",
        "alleged": each.is_alleged,
        "agency": choices.AGENCIES[each.agency],
        "said": f"{said}. {each.absence_reason}" if each.absence_reason else said,
        "answer": each.answer,
        "is_asked": each.attends != "no",
        "learns": choices.TOLD_HOW[each.told_how],
        "mail": mail,
        "why_not": each.why_not,
    }


def _quorum(view: ConferenceView) -> str:
    words = {
        "yes": "The chair declared the meeting quorate.",
        "proceeded": "The chair declared that it was not quorate and went ahead.",
        "no": "The chair declared it inquorate.",
    }.get(view.quorate, "")
    return f"{words} {view.quorum_words}".strip()
