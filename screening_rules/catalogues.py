"""Reads facts.yaml, sources.yaml and routes.yaml: the three closed lists that rules draw on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf, isfinite
from typing import Any

from screening_rules.conditions import parse_condition
from screening_rules.facts import ASKED, NOT_KNOWN, SCOPES, SECTIONS, TYPES, WHO, Catalogue, Fact
from screening_rules.model import AREAS, Route, Source
from screening_rules.sheet import Sheet

KINDS = ("statute", "guidance", "local_policy", "research", "judgement")
CONFIDENCE = ("verified", "verified_elsewhere", "general_knowledge", "judgement")
CONFERENCES = ("child_protection", "adult")
DECIDERS = ("council_officer", "social_worker", "any")
_FACT_KEYS = (
    *("scope", "type", "unit", "least", "most", "choices", "question", "hint"),
    *("who", "asked", "section", "applies", "short", "background", "told"),
)
_SOURCE_KEYS = ("title", "kind", "where", "link", "domain", "confidence", "seen")
_ROUTE_KEYS = ("label", "area", "conference", "needs_decider", "asks")


def parse_facts_file(sheet: Sheet) -> Catalogue:
    """Every fact of the file; their `applies` conditions are read once all facts are known."""
    entries = sheet.mapping(sheet.data, (), what="facts.yaml")
    facts = {sheet.id(key, ()): _fact(sheet, str(key), raw) for key, raw in entries.items()}
    catalogue = Catalogue(facts)
    for key, raw in entries.items():
        if isinstance(raw, dict) and "applies" in raw:
            applies = parse_condition(sheet, catalogue, raw["applies"], (key, "applies"))
            facts[key] = replace(facts[key], applies=applies)
    return catalogue


def _fact(sheet: Sheet, key: str, entry: Any) -> Fact:
    at = (key,)
    raw = sheet.mapping(entry, at, what=key)
    sheet.only(raw, _FACT_KEYS, at)
    kind = sheet.one_of(raw, "type", at, TYPES) or TYPES[0]
    question = sheet.words(raw, "question", at)
    least, most = _bounds(sheet, key, kind, raw)
    return Fact(
        id=key,
        scope=sheet.one_of(raw, "scope", at, SCOPES) or SCOPES[0],
        type=kind,
        question=question,
        short=sheet.words(raw, "short", at, optional=True) or question.rstrip("?"),
        unit=sheet.words(raw, "unit", at, optional=True) or None,
        choices=_choices(sheet, key, kind, raw),
        hint=sheet.words(raw, "hint", at, optional=True) or None,
        who=sheet.several(raw, "who", at, WHO, at_least=1),
        asked=sheet.several(raw, "asked", at, ASKED, at_least=1),
        section=sheet.one_of(raw, "section", at, SECTIONS, optional=True),
        background=sheet.flag(raw, "background", at, default=False),
        told=_told(sheet, key, kind, raw),
        least=least,
        most=most,
    )


def _bounds(sheet: Sheet, key: str, kind: str, raw: Mapping[str, Any]) -> tuple[float, float]:
    """The least and the most; infinite where the file says neither, as files did before there were such limits."""
    found = {"least": -inf, "most": inf}
    for end in found.keys() & raw.keys():
        value = raw[end]
        if kind != "number":
            sheet.refuse((key, end), f"{key} has a limit but is not a number", f"Delete {end}, or make it a number")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            sheet.refuse((key, end), f"{end} is not a number", f"Write '{end}: 0'")
        else:
            found[end] = value
    if found["least"] > found["most"]:
        sheet.refuse((key, "least"), f"{key}: the least is more than the most", "Change one of the two")
    return found["least"], found["most"]


def _told(sheet: Sheet, key: str, kind: str, raw: Mapping[str, Any]) -> str | None:
    told = sheet.words(raw, "told", (key,), optional=True)
    if told and (kind != "number" or told.count("{ordinal}") != 1 or set("{}") & set(told.replace("{ordinal}", ""))):
        remedy = "Write a number's place once as {ordinal}, as in '{ordinal} concern in 12 months', or delete it"
        sheet.refuse((key, "told"), f"{key} cannot be told so", remedy)
    return told or None


def _choices(sheet: Sheet, key: str, kind: str, raw: Mapping[str, Any]) -> Mapping[str, str] | None:
    if "unit" in raw and kind != "number":
        sheet.refuse((key, "unit"), f"{key} has a unit but is not a number", "Delete the unit, or make it a number")
    if kind not in {"choice", "choices"}:
        if "choices" in raw:
            sheet.refuse((key, "choices"), f"{key} lists choices but is of type {kind}", "Use type choice or choices")
        return None
    listed = sheet.mapping(raw.get("choices"), (key, "choices"), what=f"choices of {key}")
    at = (key, "choices")
    if NOT_KNOWN in listed:
        sheet.refuse((*at, NOT_KNOWN), f"{key} lists {NOT_KNOWN}", "Delete it: every fact may be not known")
    return {sheet.id(value, at): sheet.words(listed, value, at) for value in listed}


def parse_sources_file(sheet: Sheet) -> Mapping[str, Source]:
    """Every source of the file."""
    entries = sheet.mapping(sheet.data, (), what="sources.yaml")
    return {sheet.id(key, ()): _source(sheet, str(key), raw) for key, raw in entries.items()}


def _source(sheet: Sheet, key: str, entry: Any) -> Source:
    at = (key,)
    raw = sheet.mapping(entry, at, what=key)
    sheet.only(raw, _SOURCE_KEYS, at)
    return Source(
        id=key,
        title=sheet.words(raw, "title", at),
        kind=sheet.one_of(raw, "kind", at, KINDS) or KINDS[0],
        where=sheet.words(raw, "where", at),
        confidence=sheet.one_of(raw, "confidence", at, CONFIDENCE) or CONFIDENCE[0],
        seen=sheet.day(raw.get("seen"), (*at, "seen"), what="seen"),
        domain=sheet.several(raw, "domain", at, None),
        link=sheet.words(raw, "link", at, optional=True) or None,
    )


def parse_routes_file(sheet: Sheet) -> tuple[Mapping[str, Route], Mapping[str, str]]:
    """Every route of the file, and the label of every action listed under `actions:`."""
    entries = sheet.mapping(sheet.data, (), what="routes.yaml")
    listed = sheet.mapping(entries.get("actions", {}), ("actions",), what="actions")
    actions = {sheet.id(key, ("actions",)): sheet.words(listed, key, ("actions",)) for key in listed}
    routes = {sheet.id(key, ()): _route(sheet, str(key), raw) for key, raw in entries.items() if key != "actions"}
    return routes, actions


def _route(sheet: Sheet, key: str, entry: Any) -> Route:
    at = (key,)
    raw = sheet.mapping(entry, at, what=key)
    sheet.only(raw, _ROUTE_KEYS, at)
    return Route(
        id=key,
        label=sheet.words(raw, "label", at),
        area=sheet.one_of(raw, "area", at, AREAS) or AREAS[0],
        conference=sheet.one_of(raw, "conference", at, CONFERENCES, optional=True),
        needs_decider=sheet.one_of(raw, "needs_decider", at, DECIDERS) or DECIDERS[0],
        asks=sheet.flag(raw, "asks", at, default=False),
    )
