"""`hub accounts`: officers and partners' tokens, by the operator at the command line. Codes and tokens are shown once."""

from __future__ import annotations

import argparse
from uuid import UUID

from sqlalchemy.orm import Session

from hub import accounts, db
from hub.accounts import ROLES, TEAM_KINDS, Agency
from hub.actor import OPERATOR
from hub.app.starting import start
from hub.cli.telling import Parsers, add_json, say, say_json
from hub.config import Settings, read_settings
from hub.errors import Unprocessable


def add_commands(parts: Parsers) -> None:
    """`hub accounts …`."""
    steps = parts.add_parser("accounts", help="officers and tokens").add_subparsers(required=True, metavar="step")
    _add_officer(steps)
    for name, run, words in (
        ("disable", _disable, "the officer cannot sign in, at once"),
        ("enable", _enable, "the officer may sign in again"),
        ("code", _code, "a code with which the officer sets a new password"),
    ):
        step = steps.add_parser(name, help=words)
        step.add_argument("username")
        step.set_defaults(run=run)
        if name == "code":
            step.add_argument("--reset-second-factor", action="store_true", help="they set up their app anew as well")
            add_json(step)
    _add_token(steps)
    _add_team(steps)


def _add_team(steps: Parsers) -> None:
    team = steps.add_parser("team", help="add a team; each kind of work needs one before concerns can come in")
    for word in ("name", "agency"):
        team.add_argument(f"--{word}", required=True)
    team.add_argument("--kind", required=True, choices=TEAM_KINDS)
    team.add_argument("--agency-kind", default="council", help="for an agency that is not there yet")
    team.set_defaults(run=_team)


def _add_officer(steps: Parsers) -> None:
    add = steps.add_parser("add", help="add an officer")
    for word in ("username", "name", "email", "agency"):
        add.add_argument(f"--{word}", required=True)
    add.add_argument("--agency-kind", default="council", help="for an agency that is not there yet")
    add.add_argument("--role", action="append", required=True, choices=sorted(ROLES))
    add.add_argument("--team", action="append", default=[])
    add.add_argument("--qualification", action="append", default=[])
    add_json(add)
    add.set_defaults(run=_add)


def _add_token(steps: Parsers) -> None:
    token = steps.add_parser("token", help="a token for a partner's system; it is shown once")
    token.add_argument("--name", help="of the system")
    token.add_argument("--agency")
    token.add_argument("--role", default="partner_reporter", choices=sorted(ROLES))
    token.add_argument("--days", type=int, default=90)
    token.add_argument("--revoke", metavar="ID", help="revoke this token instead")
    add_json(token)
    token.set_defaults(run=_token)


def _started() -> Settings:
    settings = read_settings()
    start(settings)
    return settings


def _add(asked: argparse.Namespace) -> int:
    settings = _started()
    with db.transaction() as session:
        agency = _agency(session, asked.agency, asked.agency_kind)
        new = accounts.add_officer(
            session,
            username=asked.username,
            name=asked.name,
            email=asked.email,
            agency_id=agency.id,
            roles=asked.role,
            team_ids=_team_ids(session, asked.team),
            qualifications=asked.qualification,
            by=OPERATOR,
        )
    _show_code(settings, new.officer.username, new.set_up_code, as_json=asked.json)
    return 0


def _team(asked: argparse.Namespace) -> int:
    _started()
    with db.transaction() as session:
        agency = _agency(session, asked.agency, asked.agency_kind)
        accounts.add_team(session, agency_id=agency.id, name=asked.name, kind=asked.kind, by=OPERATOR)
    say(f"{asked.name} is a team of {asked.agency} now.")
    return 0


def _agency(session: Session, name: str, kind: str) -> Agency:
    """The agency of that name, added where it was not there."""
    return accounts.find_agency(session, name) or accounts.add_agency(session, name=name, kind=kind, by=OPERATOR)


def _team_ids(session: Session, names: list[str]) -> list[UUID]:
    teams = accounts.find_teams(session, names)
    if missing := {name.strip() for name in names} - {team.name for team in teams}:
        raise Unprocessable({"team": [f"There is no team called {name}." for name in sorted(missing)]})
    return [team.id for team in teams]


def _show_code(settings: Settings, username: str, code: str, *, as_json: bool) -> None:
    address = f"{settings.public_url}/sign-in/set-up"
    if as_json:
        say_json({"username": username, "set_up_code": code, "minutes": 60, "address": address})
        return
    say(f"{username} sets a password at {address} within 60 minutes, with the code {code}")


def _officer_id(session: Session, username: str) -> UUID:
    officer = accounts.find_officer(session, username)
    if officer is None:
        raise Unprocessable({"username": ["There is no officer of that username."]})
    return officer.id


def _disable(asked: argparse.Namespace) -> int:
    _started()
    with db.transaction() as session:
        accounts.disable_officer(session, _officer_id(session, asked.username), by=OPERATOR)
    say(f"{asked.username} cannot sign in any more; open sessions have ended.")
    return 0


def _enable(asked: argparse.Namespace) -> int:
    _started()
    with db.transaction() as session:
        accounts.enable_officer(session, _officer_id(session, asked.username), by=OPERATOR)
    say(f"{asked.username} may sign in again.")
    return 0


def _code(asked: argparse.Namespace) -> int:
    settings = _started()
    with db.transaction() as session:
        officer_id = _officer_id(session, asked.username)
        code = accounts.give_set_up_code(
            session, officer_id, resets_second_factor=asked.reset_second_factor, by=OPERATOR
        )
    _show_code(settings, asked.username, code, as_json=asked.json)
    return 0


def _token(asked: argparse.Namespace) -> int:
    _started()
    if asked.revoke:
        with db.transaction() as session:
            accounts.revoke_token(session, _read_id(asked.revoke), by=OPERATOR)
        say("The token opens nothing any more.")
        return 0
    if not asked.name or not asked.agency:
        raise Unprocessable({"name": ["Say --name and --agency."]})
    with db.transaction() as session:
        agency = accounts.find_agency(session, asked.agency)
        if agency is None:
            raise Unprocessable({"agency": ["There is no agency of that name."]})
        token, value = accounts.issue_token(
            session, name=asked.name, agency_id=agency.id, role=asked.role, days=asked.days, by=OPERATOR
        )
    told = {"id": token.id, "token": value, "expires_at": token.expires_at}
    if asked.json:
        say_json(told)
    else:
        say(f"{value}\nShown this once. Its id, for revoking, is {token.id}.")
    return 0


def _read_id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Unprocessable({"id": ["That is not the id of a token."]}) from None
