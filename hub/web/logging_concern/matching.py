"""Do we already know this person? Offered, never compulsory: same person, none of these, or left for screening."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import front_door
from hub.web.around import tell
from hub.web.candidate_cards import card
from hub.web.logging_concern.blueprint import pages
from hub.web.logging_concern.finding import denied, person_told, said_of
from hub.web.logging_concern.outline import heading
from hub.web.logging_concern.writing import Writing, save, writing
from hub.web.looking import look_at
from hub.web.signed_in import officer, settings_now


@pages.get("/log/<uuid:draft_id>/matches/<number>")
def matches(draft_id: UUID, number: str) -> Response | AnyResponse:
    """Up to five records that may be this person, each compared field by field."""
    by = officer()
    now = writing(draft_id, by)
    told = person_told(now, number) if number in now.people else None
    if told is None:
        abort(404)
    offered = look_at(
        lambda session: front_door.offer_candidates(session, draft_id, told, but_not=denied(now, number), by=by), by=by
    )
    if not offered:
        return redirect(_onwards(now, number), 303)
    html = render_template(
        "logging/matches.html",
        draft=now,
        number=number,
        name=heading(now, number),
        place=now.people.index(number) + 1,
        told=_told(now, number),
        cards=[card(each) for each in offered if not each.is_restricted],
        is_restricted=any(each.is_restricted for each in offered),
        offered=",".join(str(each.person_id) for each in offered if not each.is_restricted),
        duty_phone=settings_now().duty_phone,
    )
    return make_response(html)


@pages.post("/log/<uuid:draft_id>/matches/<number>")
def answer_matches(draft_id: UUID, number: str) -> AnyResponse:
    """What was said of the records is kept with the draft; nothing is joined before it is sent."""
    by = officer()
    now = writing(draft_id, by)
    if number not in now.people:
        abort(404)
    said, offered = request.form.get("said", ""), _ids(request.form.get("offered", ""))
    answer = _answer(said, offered, denied(now, number))
    if answer is None:
        abort(400)
    kept = {**said_of(now, number), "_said": answer.pop("_said"), "people": {number: answer}}
    save(draft_id, f"match-{number}", kept, version=now.version(f"match-{number}"), by=by)
    tell("Kept. Nothing is joined until you send." if answer else "Left for screening.")
    return redirect(_onwards(now, number), 303)


def _answer(said: str, offered: list[str], before: tuple[UUID, ...]) -> dict[str, Any] | None:
    if said == "not_sure":
        return {"_said": said}
    if said == "none":
        return {"_said": said, "not_same": sorted({*offered, *map(str, before)})}
    return {"_said": "same", "same_as": said} if said in _ids(said) else None


def _ids(told: str) -> list[str]:
    found = []
    for each in told.split(",")[:10]:
        try:
            found.append(str(UUID(each)))
        except ValueError:
            continue
    return found


def _onwards(now: Writing, number: str) -> str:
    return url_for("concerns.section", draft_id=now.id, section_id=f"what-{number}")


def _told(now: Writing, number: str) -> list[dict[str, str]]:
    person = now.person(number)
    ages = [str(person[name]) for name in ("age_from", "age_to") if person.get(name)]
    born = str(person.get("date_of_birth") or "")
    home = ", ".join(str(person[name]) for name in ("address", "postcode") if person.get(name))
    rows = {"Name": heading(now, number), "Date of birth": born, "Age": " to ".join(dict.fromkeys(ages)), "Home": home}
    return [{"key": key, "value": value} for key, value in rows.items() if value]
