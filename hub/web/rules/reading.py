"""The rules that rule now: a table, a page for each rule, each area in plain words, facts, sources, and which packs ruled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request, url_for

from hub import clock
from hub.accounts import Permission, may
from hub.db import reading
from hub.errors import NotFound
from hub.rulebook import reading as rulebook
from hub.rulebook.reading import Lists, Pack, Rule, RuleLine, RuleView, Source, history, rules_now, spoken
from hub.schemas.rule_versions import AREA_WORDS, CONFIDENCE_WORDS, EXPECTED_WORDS, KIND_WORDS
from hub.web.rules.blueprint import pages
from hub.web.signed_in import officer

A_PAGE = 25
STANDING = {"unconfirmed": "Not yet confirmed by Dundee", "not_in_force": "Not in force today"}


@pages.get("")
def show() -> str:
    """A page of the table of rules."""
    pack = _pack()
    lines = rulebook.rule_lines(Lists.of(pack), pack.rules.values(), pack.cases, on=clock.today())
    chosen = _chosen(pack, lines)
    found = [each for each in lines if _fits(each, chosen)]
    begin = next((at for at, each in enumerate(found) if each.id == request.args.get("from")), 0)
    following = found[begin + A_PAGE : begin + A_PAGE + 1]
    return render_template(
        "rules/table.html",
        lines=found[begin : begin + A_PAGE],
        count=len(found),
        begin=begin,
        in_force=sum(each.state == "in_force" for each in lines),
        unconfirmed=sum(not each.confirmed for each in lines),
        areas=AREA_WORDS,
        filter=_filter(pack, lines, chosen),
        next_href=_href(chosen, following[0].id) if following else "",
        first_href=_href(chosen) if begin else "",
    )


@pages.get("/rule/<rule_id>")
def one(rule_id: str) -> str:
    """One rule with its versions and examples, and how often it spoke."""
    pack, by = _pack(), officer()
    if rule_id not in pack.rules:
        raise NotFound
    with reading() as session:
        counted = spoken(session, rule_id, by=by)
    return render_template(
        "rules/one.html",
        view=rulebook.rule_view(Lists.of(pack), pack.rules[rule_id], pack.cases, on=clock.today()),
        spoken=counted,
        areas=AREA_WORDS,
        kinds=KIND_WORDS,
        confidence=CONFIDENCE_WORDS,
        answers=EXPECTED_WORDS,
    )


@pages.get("/area/<area>")
def in_words(area: str) -> str:
    """All rules of one area in plain words, as a page to be read or printed."""
    pack, today = _pack(), clock.today()
    if area not in AREA_WORDS:
        raise NotFound
    held = [rule for rule in pack.rules.values() if rule.area == area]
    views = [
        rulebook.rule_view(Lists.of(pack), rule, (), on=today) for rule in sorted(held, key=lambda rule: rule.path)
    ]
    return render_template(
        "rules/area.html",
        area=area,
        areas=AREA_WORDS,
        views=[each for each in views if each.line.state != "ended"],
        sources=_sources_of(views),
        kinds=KIND_WORDS,
        confidence=CONFIDENCE_WORDS,
    )


@pages.get("/facts")
def facts() -> str:
    """Every fact that a rule may look at, and which rules do."""
    pack = _pack()
    lines = rulebook.rule_lines(Lists.of(pack), pack.rules.values(), (), on=clock.today())
    users = {fact.id: [each for each in lines if fact.id in each.facts] for fact in pack.facts}
    return render_template("rules/facts.html", facts=tuple(pack.facts), users=users, areas=AREA_WORDS)


@pages.get("/sources")
def sources() -> str:
    """Every source, and which rules rest on it."""
    pack = _pack()
    users: dict[str, list[Rule]] = {source: [] for source in pack.sources}
    for rule in pack.rules.values():
        for source in {each for version in rule.versions for each in version.sources}:
            users[source].append(rule)
    return render_template(
        "rules/sources.html", sources=pack.sources, users=users, kinds=KIND_WORDS, confidence=CONFIDENCE_WORDS
    )


@pages.get("/history")
def past() -> str:
    """Every pack that ruled, rules or will rule: who, when, why."""
    by = officer()
    with reading() as session:
        lines = history(session, by=by)
    return render_template(
        "rules/history.html", lines=lines, today=clock.today(), may_go_back=may(by, Permission.RULES_CHANGE)
    )


def _pack() -> Pack:
    by = officer()
    with reading() as session:
        return rules_now(session, by=by)


def _chosen(pack: Pack, lines: Sequence[RuleLine]) -> dict[str, list[str]]:
    """The boxes ticked, of those there are."""
    known = {name: {value for value, _ in items} for name, (_, items) in _groups(pack, lines).items()}
    asked = {name: [each for each in request.args.getlist(name) if each in values] for name, values in known.items()}
    return {name: values for name, values in asked.items() if values}


def _groups(pack: Pack, lines: Sequence[RuleLine]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    used = {route for each in lines for route in each.routes}
    looked_at = {fact for each in lines for fact in each.facts}
    areas = {each.area for each in lines}
    return {
        "area": ("Area", [(area, words) for area, words in AREA_WORDS.items() if area in areas]),
        "standing": ("Standing", list(STANDING.items())),
        "route": ("What it recommends", [(each.id, each.label) for each in pack.routes.values() if each.id in used]),
        "fact": ("What it looks at", [(each.id, each.short) for each in pack.facts if each.id in looked_at]),
    }


def _fits(line: RuleLine, chosen: Mapping[str, Sequence[str]]) -> bool:
    standing = {"unconfirmed": not line.confirmed, "not_in_force": line.state != "in_force"}
    return (
        line.area in chosen.get("area", (line.area,))
        and all(standing[each] for each in chosen.get("standing", ()))
        and bool(set(line.routes) & set(chosen.get("route", line.routes)) or "route" not in chosen)
        and all(each in line.facts for each in chosen.get("fact", ()))
    )


def _filter(pack: Pack, lines: Sequence[RuleLine], chosen: dict[str, list[str]]) -> dict[str, Any]:
    groups = _groups(pack, lines)
    return {
        "action": url_for("rules.show"),
        "groups": [
            {
                "name": name,
                "legend": legend,
                "folded": name in {"route", "fact"} and name not in chosen,
                "items": [
                    {"value": value, "label": label, "checked": value in chosen.get(name, ())} for value, label in items
                ],
            }
            for name, (legend, items) in groups.items()
        ],
        "chosen": [
            {"label": dict(groups[name][1])[value], "remove_href": _href(_without(chosen, name, value))}
            for name, values in chosen.items()
            for value in values
        ],
        "clear_href": url_for("rules.show"),
    }


def _without(chosen: Mapping[str, list[str]], name: str, value: str) -> dict[str, list[str]]:
    return {each: [one for one in values if (each, one) != (name, value)] for each, values in chosen.items()}


def _href(chosen: Mapping[str, list[str]], begin: str = "") -> str:
    asked: dict[str, Any] = {name: values for name, values in chosen.items() if values}
    return url_for("rules.show", **(asked | {"from": begin} if begin else asked))


def _sources_of(views: Sequence[RuleView]) -> list[Source]:
    named = {source.id: source for each in views for version in each.versions for source in version.sources}
    return sorted(named.values(), key=lambda source: (source.title, source.where))
