"""What a rules owner sends: a dated version of a rule, an example, a source. The words of error live here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import fields, validate

from hub.errors import Unprocessable
from hub.schemas.conferences import Form, choice, read_form
from hub.schemas.days import read_day
from hub.schemas.rule_conditions import Group, read_condition
from screening_rules.catalogues import CONFIDENCE, KINDS
from screening_rules.model import AREAS, URGENCIES, Source, Version
from screening_rules.rule_files import EXPECTED, Lists

LONGEST_TITLE = 160
LONGEST_WORDS = 1_500
NAME = re.compile(r"[a-z][a-z0-9_]{1,50}")
YES_NO = {"yes": "Yes", "no": "No"}
AREA_WORDS = {
    "screening": "Every concern",
    "children": "Children",
    "adults": "Adults",
    "domestic_abuse": "Domestic abuse",
    "high_risk": "High risk of harm",
    "suicide_prevention": "Suicide prevention",
    "alcohol_drugs": "Alcohol and drugs",
    "humanitarian": "Humanitarian protection",
}
KIND_WORDS = dict(zip(KINDS, ("Statute", "Guidance", "Local policy", "Research", "Our own judgement"), strict=True))
CONFIDENCE_WORDS = dict(
    zip(
        CONFIDENCE,
        ("Seen in the source itself", "Seen in another area’s procedure", "Still to be checked", "Our own judgement"),
        strict=True,
    )
)
EXPECTED_WORDS = dict(zip(EXPECTED, ("Yes", "No", "Not known", "Not in force"), strict=True))
assert AREA_WORDS.keys() == set(AREAS)


def _sentence(missing: str, longest: int = LONGEST_WORDS) -> fields.String:
    """Words that have to be there, fit to stand on a page; line ends count as spaces."""
    return fields.String(
        required=True,
        validate=[
            validate.Predicate("strip", error=missing),
            validate.Predicate("isprintable", error="Leave out signs that cannot be seen"),
            validate.Length(max=longest, error=f"Use at most {longest:,} characters"),
        ],
        error_messages={"required": missing, "null": missing},
    )


class VersionSchema(Form):
    """A version of a rule, but for its condition and its day."""

    title = _sentence("Enter what the rule is called", LONGEST_TITLE)
    urgency = fields.String(load_default="")
    because = _sentence("Enter why, in a sentence an officer can read to a family")
    change = _sentence("Enter what changes, and why now")
    confirmed = choice(YES_NO, "Choose whether Dundee has confirmed it")


class NewRuleSchema(Form):
    """Where a new rule belongs and by which name files know it."""

    area = choice(AREA_WORDS, "Choose an area")
    name = fields.String(
        load_default="",
        validate=validate.Regexp(NAME, error="Use lower-case letters, figures and _, such as injury_under_two"),
    )


class SourceSchema(Form):
    """A source."""

    id = fields.String(
        load_default="",
        validate=validate.Regexp(NAME, error="Use lower-case letters, figures and _, such as asp2007_s4"),
    )
    title = _sentence("Enter its title", LONGEST_TITLE)
    kind = choice(KIND_WORDS, "Choose what kind of source it is")
    where = _sentence("Enter where in it, such as section 4 or page 12", LONGEST_TITLE)
    link = fields.String(
        load_default="",
        validate=validate.Regexp(r"(?:https://[^\s<>\"]{4,300})?$", error="Enter an address that begins with https://"),
    )
    confidence = choice(CONFIDENCE_WORDS, "Choose how well it was seen")


@dataclass(frozen=True, slots=True)
class Several:
    """A list that is chosen one at a time: what is chosen, from what, and what is said when none is."""

    name: str
    label: str
    missing: str = ""


ROUTES = Several("routes", "Routes it recommends", "Choose at least one route")
ACTIONS = Several("actions", "Actions now")
RULES_OUT = Several("rules_out", "Routes it rules out")
SOURCES = Several("sources", "Sources", "Choose at least one source")


def read_version(typed: Mapping[str, Any], condition: Group, lists: Lists) -> tuple[str, Version]:
    """The title and the version that were typed.

    Raises:
        Unprocessable: by field, everything that is wrong at once.
    """
    wrong: dict[str, Sequence[str]] = {}
    told = _tried(wrong, lambda: read_form(VersionSchema(), _one_line(typed)))
    start = _tried(wrong, lambda: read_day(typed["start"], "start", "the day from which it holds"))
    when, amiss = read_condition(condition, lists.facts)
    wrong |= {name: [words] for name, words in amiss.items()}
    chosen = {each.name: tuple(typed.get(each.name, ())) for each in (ROUTES, ACTIONS, RULES_OUT, SOURCES)}
    wrong |= _amiss(typed, chosen, lists)
    if wrong or told is None or start is None or when is None:
        raise Unprocessable(wrong)
    return told["title"], Version(
        start=start,
        when=when,
        routes=chosen["routes"],
        urgency=told["urgency"] or None,
        actions=chosen["actions"],
        mandatory="yes" in typed.get("mandatory", ()),
        rules_out=chosen["rules_out"],
        sources=chosen["sources"],
        because=told["because"],
        change=told["change"],
        confirmed=told["confirmed"] == "yes",
    )


def _tried(wrong: dict[str, Sequence[str]], read: Any) -> Any:
    try:
        return read()
    except Unprocessable as problem:
        wrong |= problem.fields
        return None


def _one_line(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in typed.items()}


def _amiss(typed: Mapping[str, Any], chosen: Mapping[str, tuple[str, ...]], lists: Lists) -> dict[str, Sequence[str]]:
    """What is wrong with the lists and how they fit together."""
    known = {"routes": lists.routes, "rules_out": lists.routes, "actions": lists.actions, "sources": lists.sources}
    wrong: dict[str, Sequence[str]] = {
        f"{name}-add": ["One of these is not on the list any more. Remove it."]
        for name, values in chosen.items()
        if any(each not in known[name] for each in values)
    }
    only_rules_out = bool(chosen["rules_out"]) and not chosen["routes"] and not typed.get("urgency")
    if not chosen["routes"] and not only_rules_out:
        wrong.setdefault("routes-add", [ROUTES.missing])
    if typed.get("urgency") not in URGENCIES and not only_rules_out:
        wrong["urgency"] = ["Choose how soon"]
    if not chosen["sources"]:
        wrong.setdefault("sources-add", [SOURCES.missing])
    return wrong


def read_source(typed: Mapping[str, Any], *, seen: date) -> Source:
    """The source that was typed, seen on that day.

    Raises:
        Unprocessable: by field, what is wrong.
    """
    told = read_form(SourceSchema(), _one_line(typed))
    return Source(**{**told, "link": told["link"] or None}, seen=seen)


def read_new_rule(typed: Mapping[str, Any], taken: Mapping[str, Any]) -> str:
    """The id of a new rule.

    Raises:
        Unprocessable: no area, no name fit for a file, or one that is taken.
    """
    told = read_form(NewRuleSchema(), typed)
    rule = f"{told['area']}.{told['name']}"
    if rule in taken:
        raise Unprocessable({"name": ["Another rule of this area has this name"]})
    return rule
