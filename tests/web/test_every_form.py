"""Every form of the hub, found by walking it as each officer, is sent all sorts of things: nothing fails, nothing runs, nothing is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from flask import Flask, Response, request
from markupsafe import escape

from hub import clock
from hub.accounts import ROLES
from hub.app import create_app
from tests.factories.busy import busy
from tests.factories.desk import Desk
from tests.factories.front_desk import FrontDesk
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor
from tests.factories.walker import Walker
from tests.house import tree

ROUNDS = int(os.environ.get("HUB_FUZZ_ROUNDS", "1"))
ENDINGS = (
    "concerns.remove_person",
    "concerns.send",
    "concerns.discard",
    "conferences.chairing.do_decline",
    "conferences.do_cancel",
    "rules.send_back",
    "rules.sign",
    "rules.carry_over",
    "rules.take_version",
    "rules.withdraw_draft",
    "signing_in.sign_out",
)
NOT_MET: dict[str, str] = {
    "api_concerns.Concerns": "takes JSON from partners' systems: tests/api/test_served_document.py",
    "signing_in.stay": "has no field: a script posts it with the page's token",
}


@pytest.mark.postgres
@pytest.mark.long
def test_every_form_takes_whatever_is_typed(
    world: World, desk: Desk, app: Flask, as_officer: Callable[[str], Visitor]
) -> None:
    with time_machine.travel(clock.now() - timedelta(days=8), tick=True):
        starts = busy(world)
    walker = Walker(app, rounds=ROUNDS, endings=ENDINGS, queries=query_names())
    starts["screening_officer"].append(with_matches(app, world))
    for role in [*starts, *sorted(ROLES.keys() - starts.keys())]:
        walker.visit(as_officer(role), *starts.get(role, []), "/")
    for name in ("chair", "auditor"):
        walker.visit(*half_signed_in(desk, name, has_app=name == "chair"))
    tree.nothing(list(walker.wrong.values()), "Take it, or say in the form's words what to mend, and show it as typed.")
    unmet = f"Let {busy.__module__} make what leads to the form, or name it in NOT_MET with a reason."
    tree.nothing(sorted(never_posted(app, walker)), unmet)
    assert {status for _, status in walker.posted} >= {303, 422}


def query_names() -> tuple[str, ...]:
    """Every name that a page looks for in its address, as the pages' own code has it."""
    found = re.findall(
        r"""request\.args(?:\.get\(|\[)["'](\w+)["']""",
        "\n".join(map(tree.text, (path for path in tree.python("hub") if "web" in path.parts))),
    )
    return tuple(sorted(set(found)))


def with_matches(app: Flask, world: World) -> str:
    """The page that asks an officer whether somebody in their draft is held already."""
    desk = FrontDesk(app, world, "screening_officer")
    draft = desk.start()
    known = {"people-0-forename": "Rory", "people-0-surname": "Samplewood", "people-0-postcode": "DD4 9ZZ"}
    return str(desk.fill(f"{draft}/person-0", known).location)


def half_signed_in(desk: Desk, name: str, *, has_app: bool) -> tuple[Visitor, str]:
    """Somebody whose password was right where a second factor is asked, and the page that asks for it or sets it up."""
    desk.with_second_factor()
    if has_app:
        desk.give_app(name)
    visitor = Visitor(create_app(desk.settings, is_bound=True), desk)
    return visitor, str(visitor.sign_in(name).location)


def never_posted(app: Flask, walker: Walker) -> set[str]:
    """The endpoints that take a post and were sent none."""
    taking = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    return taking - {name for name, _ in walker.posted} - NOT_MET.keys()


FORM = '<form method="post" action="/{0}"><input name="word" value="{1}"></form>'


def faulty() -> Flask:
    """A page for each thing that may go wrong with what is typed, and one where nothing does."""
    app = Flask(__name__)
    app.add_url_rule("/", "start", lambda: "".join(FORM.format(name, "") for name in ANSWERS))
    for name, answer in ANSWERS.items():
        app.add_url_rule(f"/{name}", name, lambda answer=answer: answer(request.form["word"]), methods=["POST"])
    return app


def _fails(typed: str) -> str:
    if "\x00" in typed:
        raise ValueError("a text column cannot hold this")
    return "kept"


def test_an_address_that_cannot_be_read_is_seen(desk: Desk) -> None:
    """The planted defect: a page that takes any number for one that a database knows."""
    app = Flask(__name__)
    app.add_url_rule("/", "start", lambda: int(request.args.get("before", "1")).to_bytes(8) and "")
    walker = Walker(app, queries=("before",))
    walker.visit(Visitor(app, desk), "/")
    assert any(name.startswith("GET start fails") for name in walker.wrong)
    assert {"before", "after", "start"} <= set(query_names())


ANSWERS: dict[str, Callable[[str], object]] = {
    "sound": lambda typed: (FORM.format("sound", escape(typed)), 422),
    "fails": _fails,
    "loses": lambda typed: (FORM.format("loses", ""), 422),
    "cuts": lambda typed: (FORM.format("cuts", escape(typed[:50])), 422),
    "unescaped": lambda typed: (FORM.format("unescaped", typed), 422),
    "titled": lambda typed: f"<title>{escape(typed)}</title>",
    "linked": lambda typed: f'<a href="{escape(typed)}">x</a>',
    "unclosed": lambda typed: "<p>kept",
    "counted": lambda typed: f"<p>{escape(typed).replace('{{7*7}}', '49')}</p>",
    "told": lambda typed: Response("kept", headers={"X-Told": quote(typed, safe="=")}),
}


def test_the_same_walk_sees_each_planted_defect(desk: Desk) -> None:
    app = faulty()
    walker = Walker(app, rounds=20)
    walker.visit(Visitor(app, desk), "/")
    caught = {name.split()[1] for name in walker.wrong}
    assert caught == ANSWERS.keys() - {"sound"}


def test_a_form_that_nobody_reaches_is_named(app: Flask) -> None:
    assert "concerns.start" in never_posted(app, Walker(app))
    assert NOT_MET.keys() <= {rule.endpoint for rule in app.url_map.iter_rules()}
