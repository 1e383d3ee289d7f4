"""What Dundee has not confirmed says so on every page that shows it, once a page for lists; where all is confirmed nothing does."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable
from functools import cache
from html import unescape
from types import ModuleType

import pytest

import hub
from hub.rulebook import unconfirmed_in
from screening_rules import shipped_files, shipped_pack
from tests.factories import history, looks, rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.conferences import AGNES, ISLA, Room
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor
from tests.factories.walker import unsaid_limit
from tests.house import tree

AsOfficer = Callable[[str], Visitor]
Pages = dict[str, tuple[str, ...]]
MARK = "Local policy not yet confirmed"
SAID = re.compile("not yet confirmed", re.IGNORECASE)
LINE = re.compile(rf"{MARK}</span> ([^<]*) on this page</span>(.*?)</details>", re.DOTALL)
ADULT = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)
CHILD = PersonMaker(forename="Greer", date_of_birth="2016-05-06", hurt=True, at_home=True)


@cache
def confirmed_files() -> rules.Files:
    """The shipped rules as they would be once Dundee had confirmed each of them and each limit."""
    files = dict(shipped_files())
    for path, text in files.items():
        if path.endswith((".rule.yaml", ".clock.yaml")):
            agreed = text.replace("confirmed: false", "confirmed: true")
            files[path] = agreed.replace("confidence: judgement", "confidence: verified")
    return files


def busy_day(world: World) -> Pages:
    """Work of every kind that has a limit, and by who looks the pages that show it.

    Somebody in danger, a closed concern that comes back, work that waits, is passed on, is to be signed, is looked at twice.
    """
    world.on_rota(world.actor("team_manager"))
    danger = steps.received(world, in_danger=True)
    history.closed(world)
    back = steps.received(world, people=(ADULT,))
    referred = steps.referred(world)
    looks.drawn(looks.closed(world, surname="Onceley"))
    room = Room(world)
    room.allocated(AGNES, conference="adult", route="asp_inq")
    room.requested(ISLA)
    return {
        "duty_worker": ("/duty", "/duty/sent", f"/received/{danger.ref}"),
        "screening_officer": (
            "/queue", f"/concerns/{back.ref}/screening", f"/concerns/{back.ref}/closed-before", f"/concerns/{referred.ref}",
            "/onward", "/danger",
        ),
        "other_officer": ("/second-looks",),
        "team_manager": ("/manager", to_sign(world), "/second-person", "/work"),
        "co_ordinator": ("/conferences/requests/",),
        "chair": ("/conferences/mine/",),
    }  # fmt: skip


def to_sign(world: World) -> str:
    """The page of a decision that waits for a second person."""
    told = steps.received(world, people=(dataclasses.replace(ADULT, surname="Fauxley"),))
    (person,) = steps.people_on(told.concern_id)
    steps.limbs_answered(world, told.concern_id, person, "yes", "yes", "yes")
    steps.viewed(world, told.concern_id)
    lower = {"agrees_urgency": False, "urgency": "two_working_days", "urgency_reason": "seen_safe"}
    asked = world.actor("team_manager").officer_id
    return f"/second-person/{steps.decided(world, told.concern_id, person, ask_second=asked, **lower).id}"


def said(pages: Pages, as_officer: AsOfficer) -> dict[str, bool]:
    """By page whether it says that something is not confirmed."""
    found = {}
    for name, addresses in pages.items():
        visitor = as_officer(name)
        for address in addresses:
            answer = visitor.get(address, follow_redirects=True)
            assert answer.status_code == 200, address
            found[f"{name} {address}"] = bool(SAID.search(answer.text))
    return found


def test_every_page_with_a_limit_that_is_not_confirmed_says_so(world: World, as_officer: AsOfficer) -> None:
    told = said(busy_day(world), as_officer)
    tree.nothing([page for page, says_so in told.items() if not says_so], "Show `unconfirmed` of what the page shows.")


def test_where_dundee_has_confirmed_all_of_it_no_page_says_so(world: World, as_officer: AsOfficer) -> None:
    rules.in_force(confirmed_files())
    told = said(busy_day(world), as_officer)
    tree.nothing([page for page, says_so in told.items() if says_so], "Ask the pack, not the page.")


def test_a_list_says_it_once_and_names_limits_with_their_sources(world: World, as_officer: AsOfficer) -> None:
    for forename in ("Greer", "Tessa", "Struan"):
        steps.received(world, people=(dataclasses.replace(CHILD, forename=forename),))
    page = unescape(as_officer("screening_officer").get("/queue").text)
    assert page.count(MARK) == 1
    ((counted, lines),) = LINE.findall(page)
    (limit,) = unconfirmed_in(shipped_pack(), ["screening_act_now"])
    assert counted == "1 limit and 1 rule"
    assert f"<strong>{limit.title}</strong>: {limit.says}." in lines
    assert all(f"{source.title}, {source.where}" in lines for source in limit.sources)


def test_the_line_above_the_queue_names_a_rule_and_never_its_route(world: World, as_officer: AsOfficer) -> None:
    steps.received(world, people=(CHILD,))
    ((_, lines),) = LINE.findall(unescape(as_officer("screening_officer").get("/queue").text))
    (named,) = re.findall(r'href="/rules/rule/([\w.]+)"', lines)
    (rule,) = unconfirmed_in(shipped_pack(), [named])
    assert rule.title in lines
    assert rule.says not in lines
    routes = [route.label for route in shipped_pack().routes.values()]
    assert not [label for label in routes if label in lines]


def test_beside_one_value_it_is_a_mark(world: World, as_officer: AsOfficer) -> None:
    ref = steps.received(world, people=(CHILD,)).ref
    page = as_officer("screening_officer").get(f"/concerns/{ref}/screening").text
    bar = page[page.index("Screen by") :]
    assert MARK in bar[: bar.index("</dl>")]


def test_a_limit_is_unconfirmed_by_the_version_that_stands_on_the_day() -> None:
    clocks = ["screening_same_day", "cppm_initial", "no_such_clock", "screening_same_day"]
    assert [each.id for each in unconfirmed_in(shipped_pack(), clocks)] == ["screening_same_day"]
    assert unconfirmed_in(rules.pack_of(confirmed_files()), clocks) == ()


def modules() -> Iterable[ModuleType]:
    for each in pkgutil.walk_packages(hub.__path__, "hub."):
        if not each.name.endswith("__main__"):
            yield importlib.import_module(each.name)


def telling_a_limit_alone(kinds: Iterable[type]) -> list[str]:
    """Those that tell how long is left and not whether Dundee has confirmed the limit."""
    shown = [
        (each, {one.name: one.type for one in dataclasses.fields(each)})
        for each in kinds
        if dataclasses.is_dataclass(each)
    ]
    return [
        f"{each.__module__}.{each.__name__}"
        for each, names in shown
        if names.get("left") == "str" and "unconfirmed" not in names
    ]


def test_whatever_tells_how_long_is_left_tells_whether_that_is_confirmed() -> None:
    kinds = {each for module in modules() for each in vars(module).values() if isinstance(each, type)}
    tree.nothing(sorted(telling_a_limit_alone(kinds)), "Give it `unconfirmed`, and show it on its page.")


def test_a_view_that_tells_a_limit_alone_is_seen() -> None:
    @dataclasses.dataclass
    class Careless:
        left: str

    assert telling_a_limit_alone([Careless, int]) == [f"{__name__}.Careless"]


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("<p>3 working days left</p>", "3 working days left"),
        ("<dt>Screen by</dt><dd>today, 5pm</dd>", "Screen by"),
        (f"<p>2 hours late</p><span>{MARK}</span>", ""),
        ("<p>2 questions left, and 5 days of leave</p>", ""),
    ],
)
def test_a_page_that_tells_a_limit_alone_is_seen(page: str, seen: str) -> None:
    assert unsaid_limit(page) == seen
