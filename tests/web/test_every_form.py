"""Every form of the hub, found by walking it as each officer, is sent all sorts of things: nothing fails, nothing runs, nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from hub import clock
from hub.accounts import ROLES
from tests.factories.busy import busy
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor
from tests.factories.walker import Walker

pytestmark = pytest.mark.postgres
ROUNDS = int(os.environ.get("HUB_FUZZ_ROUNDS", "2"))
LAST = ("signing_in.sign_out",)
NOT_MET: dict[str, str] = {}


def test_every_form_takes_whatever_is_typed(world: World, app: Flask, as_officer: Callable[[str], Visitor]) -> None:
    with time_machine.travel(clock.now() - timedelta(days=8), tick=True):
        starts = busy(world)
    walker = Walker(app, rounds=ROUNDS)
    for role in [*starts, *(ROLES.keys() - starts.keys())]:
        walker.visit(as_officer(role), *starts.get(role, []), "/", last=LAST)
    met = {name for name, _ in walker.posted} | set(NOT_MET)
    missed = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint not in met
    ]
    print(walker.posted, sum(walker.posted.values()))
    print("MISSED", missed)
    for w in walker.wrong.values():
        print("-----", w[:700])
