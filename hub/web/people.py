"""People: searching for somebody, and a person's record. What is asked is posted and kept sealed; an address names nobody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, people, triage
from hub.accounts import Permission, require
from hub.db import transaction
from hub.errors import TooManyAttempts, Unprocessable
from hub.people import NewPerson
from hub.schemas import choices
from hub.schemas.people import SearchSchema
from hub.schemas.screening import load
from hub.triage import FoundPerson, PersonView
from hub.web import record_words
from hub.web.around import tell
from hub.web.candidate_cards import card
from hub.web.looking import look_at
from hub.web.signed_in import officer, settings_now
from hub.web.typed import Typed
from hub.web.words import capital_first, counted, london_day, told_day, when

pages = Blueprint("people", __name__)
OUTCOMES = {
    "waiting": "Waiting to be screened",
    "quarantined": "Set apart",
    "waiting_for_second": "Waiting for a second person",
}
NEVER_READ = "The council’s main record was last read: never"


@pages.get("/people")
def search() -> Response:
    """Asks whom to look for."""
    require(officer(), Permission.PERSON_SEE)
    return _search_page(Typed())


@pages.post("/people/search")
def try_search() -> Response:
    """What is asked is kept sealed, and the answer stands at an address that names nobody."""
    try:
        told = load(SearchSchema(), request.form.to_dict())
        with transaction() as session:
            search_id = people.keep_search(session, told, by=officer())
    except Unprocessable as problem:
        return _search_page(Typed(request.form.to_dict(), problem.fields), problem.status)
    except TooManyAttempts as problem:
        return _search_page(Typed(request.form.to_dict(), {"surname": [problem.message]}), problem.status)
    return redirect(url_for("people.found", search_id=search_id), 303)


@pages.get("/people/search/<uuid:search_id>")
def found(search_id: UUID) -> str:
    """Who was found, each compared with what was asked."""
    by = officer()
    view = look_at(lambda session: triage.show_found(session, search_id, by=by), by=by)
    return render_template(
        "people/found.html",
        asked=_asked(view.asked),
        cards=[_card(each) for each in view.found],
        is_restricted=view.is_restricted,
        duty_phone=settings_now().duty_phone,
    )


@pages.get("/people/<uuid:person_id>")
def show(person_id: UUID) -> str:
    """The person: who they are by every row held, earlier concerns and what came of each, work, links, and their home."""
    by = officer()
    view = look_at(lambda session: triage.show_person(session, person_id, by=by), by=by)
    return render_template(
        "people/person.html",
        view=view,
        badges=_badges(view),
        lede=_lede(view),
        held=_held(view),
        rows=[_row(each) for each in view.rows],
        events=[_event(each) for each in view.events],
        strand_states=record_words.STRAND_STATES,
        ways=choices.CONTACT_WAYS,
    )


@pages.post("/people/<uuid:person_id>/links/<uuid:link_id>/take-back")
def take_back(person_id: UUID, link_id: UUID) -> Response:
    """Two rows are not the same person any more."""
    with transaction() as session:
        triage.take_back(session, person_id=person_id, link_id=link_id, by=officer())
    tell("Taken back. Both records are exactly as they were before they were joined.")
    return redirect(url_for("people.show", person_id=person_id), 303)


def _search_page(typed: Typed, status: int = 200) -> Response:
    groups = (
        (
            "Who",
            (
                typed.text("forename", "First name", autocomplete="off", spellcheck=False, width=20),
                typed.text("surname", "Surname", autocomplete="off", spellcheck=False, width=20),
                typed.text(
                    "date_of_birth",
                    "Date of birth",
                    hint="As much as is known: 4 March 2017, or March 2017, or 2017",
                    autocomplete="off",
                    width=20,
                ),
            ),
        ),
        (
            "Where, or how they are reached",
            (
                typed.text("address", "House number and street", autocomplete="off"),
                typed.text("postcode", "Postcode", autocomplete="off", width=10),
                typed.text("phone", "Telephone number", autocomplete="off", inputmode="tel", width=20),
                typed.text("email", "Email address", autocomplete="off", inputmode="email"),
                typed.text("identity_number", "CHI or another number", autocomplete="off", width=20),
            ),
        ),
    )
    html = render_template("people/search.html", groups=groups, errors=typed.errors)
    return make_response(html, status)


def _asked(asked: NewPerson) -> list[dict[str, str]]:
    name = " ".join(part for part in (asked.forename, asked.surname) if part)
    home = ", ".join(part for part in (asked.address, asked.postcode) if part)
    contact = ", ".join(part for part in (asked.phone, asked.email) if part)
    rows = {"Name": name, "Date of birth": asked.date_of_birth, "Home": home, "Reached by": contact}
    rows["Number"] = "Given, not shown" if asked.identity_number else ""
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _card(each: FoundPerson) -> dict[str, Any]:
    latest = f", the latest {when(each.latest_at, clock.now())}" if each.latest_at else ""
    return {
        **card(each.candidate),
        "href": url_for("people.show", person_id=each.person_id),
        "known": f"{counted(each.concerns, 'concern')} you may open{latest}" if each.concerns else "",
    }


def _badges(view: PersonView) -> list[dict[str, str]]:
    found = []
    if view.on_register_since:
        found.append({"words": "On the child protection register", "kind": "red"})
    if view.is_alleged:
        found.append({"words": "Alleged source of harm", "kind": "grey"})
    if view.more:
        found.append({"words": "Related information is restricted", "kind": "yellow"})
    return found


def _lede(view: PersonView) -> dict[str, str]:
    now_open = sum(each.state != "closed" for each in view.strands)
    waiting = sum(each.state == "waiting" for each in view.events)
    return {
        "before": f"{counted(len(view.events), 'concern')} here that you may open, {counted(len(view.rows), 'record')} of them.",
        "strong": ", ".join(
            words
            for words, number in (
                (f"{counted(now_open, 'kind', 'kinds')} of work open", now_open),
                (f"{counted(waiting, 'concern')} waiting to be screened", waiting),
            )
            if number
        ),
    }


def _held(view: PersonView) -> str:
    since = f"Held here since {london_day(view.held_since)}" if view.held_since else "Nothing was held here before this"
    return f"{since}. {NEVER_READ}."


def _row(each: triage.RowLine) -> dict[str, Any]:
    told = dict(each.told)
    sex = choices.SEXES.get(told.get("sex", "not_known"), "")
    more = [told.get("known_as", "") and f"Known as {told['known_as']}", sex if sex != "Not known" else ""]
    number = "CHI or another number held, not shown" if told.get("identity_number") else ""
    return {
        "when": capital_first(when(each.at, clock.now())),
        "source": choices.SOURCES.get(each.source_kind, ""),
        "ref": each.concern_ref,
        "is_alleged": each.is_alleged,
        "name": told["name"],
        "more": ". ".join(part for part in (*more, number) if part),
        "born": told_day(told["date_of_birth"]) if told.get("date_of_birth") else "",
        "age": told.get("age", ""),
        "home": told.get("address", ""),
        "reached": [told[name] for name in ("phone", "email") if told.get(name)],
    }


def _event(each: Any) -> dict[str, Any]:
    outcome = "; ".join(each.routes) or OUTCOMES.get(each.state, "No work opened")
    if each.state == "waiting_for_second":
        outcome = f"{outcome} (waiting for a second person)"
    return {
        "ref": each.ref,
        "when": capital_first(when(each.received_at, clock.now())),
        "source": choices.SOURCES.get(each.source_kind, ""),
        "age": each.age or "Not known",
        "role": choices.ROLES.get(each.role, ""),
        "is_alleged": each.role == "alleged",
        "outcome": outcome,
        "onward": f"Passed on to {each.onward[:1].lower()}{each.onward[1:]}: {record_words.ONWARD_IN_A_LINE[each.onward_state]}"
        if each.onward
        else "",
    }
