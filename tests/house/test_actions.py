"""Every action asks permission first and writes its leaf last, and each is tried here by somebody who may do nothing."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import pytest

from hub.accounts import Permission
from hub.actor import Actor
from hub.errors import NotAllowed
from tests.house import actions, tree

# An action that does not begin with require(by, …) stands here with its reason.
ASKS_NOBODY = {
    "hub.accounts.sessions.stay_signed_in": "only one's own live session",
    "hub.accounts.sessions.sign_out": "only one's own live session",
    "hub.accounts.sessions.revoke_sessions": "one's own at any time; it asks for anybody else's",
    "hub.accounts.setting_passwords.set_up_password": "the code is the permission; a wrong one is an outcome",
    "hub.accounts.setting_passwords.change_password": "only one's own, and the old password is asked for",
    "hub.accounts.signing_in.sign_in": "nobody is signed in yet; a wrong password is an outcome",
    "hub.accounts.signing_in.give_code": "half signed in; a wrong code is an outcome",
    "hub.accounts.signing_in.set_second_factor": "half signed in, only one's own",
    "hub.accounts.signing_in.record_failure": "the leaf of a sign-in that failed",
    "hub.conferences.closing.call_reviews": "done by the hub itself when a review is near",
    "hub.conferences.suggesting.suggested_invitees": "a step of the page that shows the conference, which has asked",
    "hub.conferences.recording.recorded": "the last step of the actions of the record, which have asked",
    "hub.danger.alerting.climb": "done by the hub itself when time is up",
    "hub.quality.drawing.draw": "done by the hub itself once a day; nobody chooses what is drawn",
    "hub.triage.told_teams.bring_back_unacknowledged": "done by the hub itself when time is up",
    "hub.demo.filing.write_rows": "synthetic rows written from the command line, never in production",
    "hub.rulebook.alarming.refuse_pack": "done by the hub itself when the newest pack does not load",
    "hub.rulebook.proposing.record_proposal": "the last step of proposing and of going back, which have asked",
    "hub.rulebook.packs.install_shipped": "done by the hub itself where no pack was ever active",
}
# An action that works on after its leaf, with its reason; each further write has a leaf of its own.
GOES_ON = {
    "hub.conferences.recording.declare_quorum": "two ways to end, each with its own leaf",
    "hub.accounts.signing_in.set_second_factor": "two leaves: the factor is set, then somebody is signed in",
}
# What is handed over for a parameter that chooses the permission.
GIVEN = {"queue": "screening", "permission": Permission.CONCERN_SEE}
ACTIONS = {act.name: act for act in actions.actions()}


class Untouched:
    """Stands in for the session and everything else handed to an action; using it fails the test."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f".{name} was used before permission was asked")


def test_every_action_begins_by_asking_permission() -> None:
    tree.nothing(
        (
            f"{act.path}:{act.node.lineno} {act.node.name}"
            for act in ACTIONS.values()
            if not act.asks_first and act.name not in ASKS_NOBODY
        ),
        "Begin with require(by, Permission.X); or name it with its reason in ASKS_NOBODY of tests/house/test_actions.py.",
    )


def test_every_change_ends_with_its_leaf() -> None:
    tree.nothing(
        (
            f"{act.path}:{line} {act.node.name} uses the session after its leaf"
            for act in ACTIONS.values()
            if act.writes_a_leaf and act.name not in GOES_ON
            for line in act.uses_after_its_leaf
        ),
        "Make audit.record(...) the last thing done; or name the action with its reason in GOES_ON.",
    )


def test_what_is_excused_is_still_there() -> None:
    gone = (ASKS_NOBODY.keys() | GOES_ON.keys()) - ACTIONS.keys()
    tree.nothing(sorted(gone), "It is no longer an action: take it off the list.")


@pytest.mark.parametrize("name", sorted(ACTIONS.keys() - ASKS_NOBODY.keys()))
def test_somebody_who_may_do_nothing_is_refused_before_anything_is_read(name: str) -> None:
    module, _, verb = name.rpartition(".")
    act = getattr(importlib.import_module(module), verb)
    nobody = Actor(kind="officer", officer_id=UUID(int=1), name="Nobody Testwell")
    given: dict[str, object] = {}
    for parameter in inspect.signature(act).parameters.values():
        assert parameter.kind in {parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY}, name
        if parameter.name == "by":
            given["by"] = nobody
        elif parameter.default is parameter.empty:
            given[parameter.name] = GIVEN.get(parameter.name, Untouched())
    assert "by" in given, f"{name} does not take by=: hand the actor to it"
    with pytest.raises(NotAllowed):
        act(**given)


GOOD = """
def act(session, *, by):
    '''It is done.'''
    require(by, Permission.X)
    record = session.get(1)
    audit.record(session, by=by)
    return record
"""
BAD = """
def late(session, *, by):
    found = session.get(1)
    require(by, Permission.X)
    audit.record(session, by=by)

def goes_on(session, *, by):
    require(by, Permission.X)
    audit.record(session, by=by)
    session.flush()

def by_another(session, *, by):
    require(by, Permission.X)
    _leaf(session)
    session.flush()

def _leaf(session):
    audit.record(session)

def looks(session, *, by) -> Shown[View]:
    return Shown(session.get(1))
"""


def test_an_action_that_asks_late_or_works_on_is_caught() -> None:
    (good,) = actions.found_in(Path("hub/x/y.py"), ast.parse(GOOD))
    assert good.asks_first
    assert good.uses_after_its_leaf == []
    bad = {act.node.name: act for act in actions.found_in(Path("hub/x/y.py"), ast.parse(BAD))}
    assert not bad["late"].asks_first
    assert bad["goes_on"].uses_after_its_leaf
    assert bad["by_another"].uses_after_its_leaf
    assert not bad["looks"].asks_first


def test_the_stand_in_catches_an_action_that_reads_before_it_asks() -> None:
    with pytest.raises(AssertionError, match="before permission was asked"):
        Untouched().get(1)
