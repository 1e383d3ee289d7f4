"""The documentation says what the code says: nothing is undocumented, nothing is out of date, and every link leads somewhere."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from hub.accounts import ROLES
from hub.audit import ACTIONS
from hub.config import Settings
from hub.queues.models import QUEUES
from tests.house import tree, written

PAGES = {path: tree.text(path) for path in written.documents()}
GUIDES = {path: page for path, page in PAGES.items() if "decisions" not in path.parts and path.name != "reference.md"}
SETTING = re.compile(r"^\| `(HUB_[A-Z0-9_]+)`( \*secret\*)? \| (.+?) \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(
    r"(?<![\w/])((?:hub|screening_rules|migrations|tests|docs|\.ci)/[\w./-]*[\w/]|Dockerfile|Makefile)"
)
# Spoken of as something to write, not as something that is there.
TO_BE_WRITTEN = {"screening_rules/packs/AREA/NN_name.rule.yaml", "migrations/versions/NNNN_what_it_does.py"}
# Read from the environment by something other than the settings.
OTHER_VARIABLES = {"HUB_FAULTS", "HUB_PICTURES", "HUB_SECRETS"}


def named_in(pages: dict[Path, str], name: str) -> bool:
    """Whether any of the pages names it, as a whole word."""
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", page) for page in pages.values())


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_what_is_made_from_the_code_is_up_to_date(path: Path) -> None:
    assert written.made_anew(PAGES[path]) == PAGES[path], f"Run `make docs`: {path} no longer says what the code says."


def test_every_made_part_is_on_a_page_once() -> None:
    found = [name for page in PAGES.values() for _, name, _ in written.MADE.findall(page)]
    assert sorted(found) == sorted(written.PARTS)


def test_the_readmes_map_is_the_rooms_of_the_house() -> None:
    there = {path.name for path in (tree.ROOT / "hub").iterdir() if (path / "__init__.py").exists()}
    there |= {path.stem for path in (tree.ROOT / "hub").glob("*.py")} - {"__init__"}
    listed = re.search(r"<!-- made: rooms -->\n(.*?)<!-- end -->", PAGES[Path("README.md")], re.DOTALL)
    assert listed is not None
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", listed[1], re.MULTILINE))
    assert set(rows) == there, "Run `make docs`."
    tree.nothing(
        (f"{room}: {words}" for room, words in rows.items() if len(words) < 15 or not words.endswith(".")),
        "Say in the room's first line what it is for.",
    )


@pytest.mark.parametrize("queue", QUEUES)
def test_every_queue_is_named_in_a_guide(queue: str) -> None:
    assert any(f"`{queue}`" in page for page in GUIDES.values()), (
        f"Say in docs/ what waits in `{queue}` and who works it."
    )
    assert f"| `{queue}` |" in PAGES[Path("docs/reference.md")]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_named_in_a_guide(role: str) -> None:
    assert named_in(GUIDES, ROLES[role].label), f"Say in docs/ what a {ROLES[role].label.lower()} does."


def test_every_audit_action_is_explained() -> None:
    reference = PAGES[Path("docs/reference.md")]
    tree.nothing(
        (each.value for each in ACTIONS if f"| `{each.value}` |" not in reference), "Run `make docs` to list it."
    )


def test_every_setting_stands_in_the_operators_table_with_its_default() -> None:
    table = {
        name: (bool(secret), default) for name, secret, default in SETTING.findall(PAGES[Path("docs/operators.md")])
    }
    spoken_of = {name for page in PAGES.values() for name in re.findall(r"\bHUB_[A-Z0-9_]+\b", page)}
    known = {f"HUB_{field.name.upper()}": field for field in dataclasses.fields(Settings)}
    assert set(table) == set(known), "List in docs/operators.md exactly the settings of hub/config.py."
    said = {name: default for name, (_, default) in table.items()}
    wrong = {name: said[name] for name, field in known.items() if not _tells_default(field, said[name])}
    assert not wrong, "These defaults are not those of hub/config.py."
    unknown = spoken_of - set(known) - {f"{name}_FILE" for name in known} - OTHER_VARIABLES - {"HUB_TOKEN", "HUB_"}
    assert not unknown, "There are no such settings."


def _tells_default(field: dataclasses.Field[object], said: str) -> bool:
    """Whether the table tells a setting's own default; those that depend on the mode or a folder are told in words."""
    if field.default is dataclasses.MISSING or field.name in {"second_factor", "secure_cookies"}:
        return bool(said)
    words = "empty" if field.default == "" else f"`{field.default}`"
    return said == (words.lower() if isinstance(field.default, bool) else words)


def test_secrets_may_stand_in_a_file_and_are_marked_so() -> None:
    read_as_secrets = set(re.findall(r'env\.secret\("(HUB_\w+)"', tree.text(Path("hub/config.py"))))
    marked = {name for name, secret, _ in SETTING.findall(PAGES[Path("docs/operators.md")]) if secret}
    assert marked == read_as_secrets


def test_every_command_is_named() -> None:
    for name, _ in written.commands():
        assert named_in(PAGES, name), f"Run `make docs` to name `{name}`."


@pytest.mark.parametrize("path", GUIDES, ids=str)
def test_a_command_that_is_not_there_is_only_named_as_missing(path: Path) -> None:
    known = {name for name, _ in written.commands()} | {name.rsplit(" ", 1)[0] for name, _ in written.commands()}
    named = re.findall(r"`(hub [a-z]+(?: [a-z]+)?)", promised_apart(PAGES[path]))
    unknown = {name for name in named if name not in known and name.rsplit(" ", 1)[0] not in known - {"hub"}}
    assert not unknown, f"{path} names commands that are not there; say so under `Not there yet`."


# What the guides say has no page yet: the module that would hold it, and the guide that says so.
WITHOUT_A_PAGE = {
    "strands": "managers.md",
    "deadlines": "managers.md",
    "reports": "managers.md",
}


@pytest.mark.parametrize("module", WITHOUT_A_PAGE)
def test_a_page_said_to_be_missing_is_missing(module: str) -> None:
    listed = re.findall(r'^    "hub\.web\.(\w+)",$', tree.text(Path("hub/web/__init__.py")), re.MULTILINE)
    assert module not in listed, f"It is there now: say so in docs/{WITHOUT_A_PAGE[module]}, and take it off this list."


@pytest.mark.parametrize("path", GUIDES, ids=str)
def test_a_command_said_to_be_missing_is_missing(path: Path) -> None:
    missing = set(re.findall(r"`(hub [a-z]+(?: [a-z]+)?)", PAGES[path])) - set(
        re.findall(r"`(hub [a-z]+(?: [a-z]+)?)", promised_apart(PAGES[path]))
    )
    there = missing & {name for name, _ in written.commands()}
    assert not there, f"These are there now: say so in {path}."


def promised_apart(page: str) -> str:
    """The page without what it says is missing: sections headed so, and paragraphs that say so."""
    kept = [part for part in re.split(r"^(?=## )", page, flags=re.MULTILINE) if not re.match(r"## .*\byet\n", part)]
    return "\n\n".join(each for each in "".join(kept).split("\n\n") if "not there yet" not in each.lower())


def test_every_make_target_is_named_and_no_other() -> None:
    targets = {name for name, _ in written.make_targets()}
    named = {name for page in PAGES.values() for name in re.findall(r"(?:`|^ {4})make ([a-z]+)", page, re.MULTILINE)}
    assert named == targets


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_link_leads_somewhere(path: Path) -> None:
    tree.nothing(
        (link for link in LINK.findall(PAGES[path]) if not link.startswith("https://") and not _leads(path, link)),
        f"Mend the link in {path}.",
    )


def _leads(page: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = (tree.ROOT / page.parent / name).resolve() if name else tree.ROOT / page
    if not target.exists():
        return False
    return not heading or heading in headings(target.read_text(encoding="utf-8"))


def headings(page: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    titles = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", GUIDES, ids=str)
def test_every_file_that_is_named_exists(path: Path) -> None:
    named = {name.rstrip("/.") for name in NAMED_FILE.findall(PAGES[path])}
    tree.nothing(
        (name for name in sorted(named) if name not in TO_BE_WRITTEN and not (tree.ROOT / name).exists()),
        f"{path} names what is not there.",
    )


def test_every_picture_is_shown_and_every_shown_one_exists() -> None:
    pictured = re.compile(r"!\[[^\]]+\]\((?:docs/)?(pictures/[\w-]+\.png)\)")
    shown = {name for page in PAGES.values() for name in pictured.findall(page)}
    there = {f"pictures/{path.name}" for path in (tree.ROOT / "docs/pictures").glob("*.png")}
    assert shown == there, "Take the pictures with `make pictures`, and show each in README.md or in docs/."


def test_every_page_is_reached_from_the_readme() -> None:
    linked = {str(Path(link)) for link in LINK.findall(PAGES[Path("README.md")])}
    pages = {str(path) for path in PAGES if path.parent == Path("docs")}
    assert pages <= linked


def test_headings_become_the_anchors_that_links_use() -> None:
    assert headings("# What’s here\n## Who may, and why\n") == {"whats-here", "who-may-and-why"}
