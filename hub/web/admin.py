"""Accounts: officers, what they hold, whom they are kept from. An administrator opens no record and knows no password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import accounts, oversight
from hub.accounts import QUALIFICATIONS, ROLES, OfficerView, Permission, require
from hub.db import reading, transaction
from hub.errors import NotFound, Unprocessable
from hub.oversight import REASONS
from hub.schemas.accounts import HoldingSchema, KeepApartSchema, OfficerSchema, lists_of
from hub.schemas.screening import load
from hub.web.around import tell
from hub.web.looking import look_at
from hub.web.signed_in import officer, settings_now
from hub.web.typed import Typed

pages = Blueprint("admin", __name__)
LISTS = ("roles", "teams", "qualifications")


@pages.get("/officers")
def show() -> str:
    """Officers A to Z, a page at a time."""
    by, after = officer(), _key(request.args.get("after", ""))
    view = look_at(lambda session: accounts.show_officers(session, by=by, after=after), by=by)
    return render_template("admin/officers.html", view=view, roles=ROLES, next_id=view.after[1] if view.after else "")


@pages.get("/officers/add")
def add() -> Response:
    """Asks for a new officer."""
    require(officer(), Permission.ACCOUNTS_MANAGE)
    return _add_page(Typed())


@pages.post("/officers/add")
def try_add() -> Response:
    """The officer is added and their code shown this once, or the administrator is told what to mend."""
    sent = lists_of(request.form, *LISTS)
    try:
        told = load(OfficerSchema(), sent)
        with transaction() as session:
            new = accounts.add_officer(
                session,
                username=told["username"],
                name=told["name"],
                email=told["email"],
                agency_id=told["agency"],
                roles=told["roles"],
                team_ids=told["teams"],
                qualifications=told["qualifications"],
                by=officer(),
            )
    except Unprocessable as problem:
        return _add_page(Typed(sent, problem.fields), problem.status)
    return _code_page(new.officer.id, new.officer.name, new.officer.username, new.set_up_code, "The officer is added")


@pages.get("/officers/<uuid:officer_id>")
def one(officer_id: UUID) -> Response:
    """One officer's account."""
    return _one_page(officer_id)


@pages.post("/officers/<uuid:officer_id>/holding")
def change(officer_id: UUID) -> AnyResponse:
    """The officer holds exactly what was chosen; roles that take two administrators stay as they are."""
    sent = lists_of(request.form, *LISTS)
    try:
        told = load(HoldingSchema(), sent)
        with transaction() as session:
            held = {role for role in accounts.actor_of(session, officer_id).roles if ROLES[role].is_privileged}
            accounts.change_officer(
                session,
                officer_id,
                roles=held | {role for role in told["roles"] if role not in ROLES or not ROLES[role].is_privileged},
                team_ids=told["teams"],
                qualifications=told["qualifications"],
                by=officer(),
            )
    except Unprocessable as problem:
        return _one_page(officer_id, sent=sent, wrong=problem.fields, status=problem.status)
    tell("Changed. They are signed out everywhere, and hold what was chosen from their next sign-in.")
    return redirect(url_for("admin.one", officer_id=officer_id), 303)


@pages.post("/officers/<uuid:officer_id>/<any(disable, enable, sign_out):what>")
def stand(officer_id: UUID, what: str) -> AnyResponse:
    """The officer may not sign in any more, may again, or is signed out everywhere."""
    doing = {
        "disable": accounts.disable_officer,
        "enable": accounts.enable_officer,
        "sign_out": accounts.revoke_sessions,
    }
    with transaction() as session:
        doing[what](session, officer_id, by=officer())
    tell({"disable": "They cannot sign in any more, and open sessions have ended.",
          "enable": "They may sign in again.",
          "sign_out": "They are signed out everywhere."}[what])  # fmt: skip
    return redirect(url_for("admin.one", officer_id=officer_id), 303)


@pages.post("/officers/<uuid:officer_id>/code")
def give_code(officer_id: UUID) -> Response:
    """A code with which the officer sets a new password; shown this once."""
    by, resets = officer(), request.form.get("second_factor") == "yes"
    with transaction() as session:
        code = accounts.give_set_up_code(session, officer_id, resets_second_factor=resets, by=by)
    line = look_at(lambda session: accounts.show_officer(session, officer_id, by=by), by=by).line
    return _code_page(line.id, line.name, line.username, code, "The code is made")


@pages.post("/officers/<uuid:officer_id>/kept-from")
def keep_apart(officer_id: UUID) -> AnyResponse:
    """The officer is kept from a record and from all that is held about the people in it."""
    try:
        told = load(KeepApartSchema(), request.form.to_dict())
        with transaction() as session:
            oversight.keep_apart(
                session, officer_id=officer_id, typed=told["reference"], reason=told["reason"], by=officer()
            )
    except Unprocessable as problem:
        return _one_page(officer_id, apart=Typed(request.form.to_dict(), problem.fields), status=problem.status)
    tell("They are kept from it from now on. This outranks whatever else they were given.")
    return redirect(url_for("admin.one", officer_id=officer_id), 303)


@pages.post("/officers/<uuid:officer_id>/kept-from/<uuid:exclusion_id>/end")
def stop_keeping_apart(officer_id: UUID, exclusion_id: UUID) -> AnyResponse:
    """The officer is not kept from it any more."""
    with transaction() as session:
        oversight.stop_keeping_apart(session, officer_id=officer_id, set_together=exclusion_id, by=officer())
    tell("They are not kept from it any more.")
    return redirect(url_for("admin.one", officer_id=officer_id), 303)


def _key(after: str) -> tuple[str, UUID] | None:
    """Where the page before ended: an officer's id, so that no name stands in the address."""
    if not after:
        return None
    try:
        officer_id = UUID(after)
    except ValueError as error:
        raise NotFound from error
    with reading() as session:
        name = accounts.officer_names(session, [officer_id]).get(officer_id)
    if name is None:
        raise NotFound
    return name, officer_id


def _add_page(typed: Typed, status: int = 200) -> Response:
    with reading() as session:
        places = accounts.belonging(session)
    agencies = {"": "Choose", **{str(each): name for each, name in places.agencies.items()}}
    fields = [
        typed.text("name", "Name", autocomplete="off", spellcheck=False),
        typed.text("username", "Username", hint="Letters, digits and . @ - _", autocomplete="off", spellcheck=False),
        typed.text("email", "Email address", autocomplete="off", inputmode="email"),
        typed.select("agency", "Agency", agencies),
        *_holding(typed, places.teams),
    ]
    return make_response(render_template("admin/add.html", fields=fields, errors=typed.errors), status)


def _holding(typed: Typed, teams: Mapping[UUID, str], held: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    roles = {name: role.label for name, role in ROLES.items() if not role.is_privileged}
    kept = ", ".join(ROLES[role].label for role in held if ROLES[role].is_privileged)
    hint = f"{kept} is kept: it takes two administrators" if kept else ""
    return [
        typed.checks("roles", "Roles", roles, hint=hint, small=True),
        typed.checks("teams", "Teams", {str(each): name for each, name in teams.items()}, small=True),
        typed.checks("qualifications", "Qualifications", QUALIFICATIONS, small=True),
    ]


def _one_page(
    officer_id: UUID,
    *,
    sent: Mapping[str, Any] | None = None,
    wrong: Mapping[str, Any] | None = None,
    apart: Typed | None = None,
    status: int = 200,
) -> Response:
    by = officer()
    view: OfficerView = look_at(lambda session: accounts.show_officer(session, officer_id, by=by), by=by)
    with reading() as session:
        places = accounts.belonging(session)
    held = {
        "roles": view.line.roles,
        "teams": [str(each) for each in view.team_ids],
        "qualifications": view.qualifications,
    }
    holding, apart = Typed(sent or held, wrong), apart or Typed()
    html = render_template(
        "admin/officer.html",
        view=view,
        roles=ROLES,
        fields=_holding(holding, places.teams, view.line.roles),
        apart=[
            apart.text("reference", "Reference of a concern, strand or conference", width=20, autocomplete="off"),
            apart.select("reason", "Why", {"": "Choose", **REASONS}),
        ],
        reasons=REASONS,
        errors=[*holding.errors, *apart.errors],
    )
    return make_response(html, status)


def _code_page(officer_id: UUID, name: str, username: str, code: str, done: str) -> Response:
    address = f"{settings_now().public_url}{url_for('signing_in.set_up')}"
    html = render_template(
        "admin/code.html", officer_id=officer_id, name=name, username=username, code=code, done=done, address=address
    )
    return make_response(html)
