"""What Dundee has not confirmed of what a page shows: a mark beside one value, one line that opens above a list of many."""

from __future__ import annotations

from typing import Any, Protocol

from flask import url_for

from hub.accounts import Permission, may
from hub.rulebook import Unconfirmed
from hub.web.signed_in import officer
from hub.web.words import counted


class Rests(Protocol):
    """A row, or a view, that says what it rests on and Dundee has not confirmed."""

    @property
    def unconfirmed(self) -> tuple[Unconfirmed, ...]:
        """Empty where all of it is confirmed."""


def of_rows(*rows: Rests) -> dict[str, Any] | None:
    """What `parts/not_confirmed.html` shows of these rows, each limit and rule once; None where all is confirmed.

    A rule is named and not what it recommends: the officer thinks first.
    """
    found = {each.id: each for row in rows for each in row.unconfirmed}.values()
    if not found:
        return None
    rules = sum(each.kind == "rule" for each in found)
    said = [counted(len(found) - rules, "limit")] * (rules < len(found)) + [counted(rules, "rule")] * bool(rules)
    return {"words": f"{' and '.join(said)} on this page", "lines": [_line(each) for each in found]}


def source_words(each: Unconfirmed) -> list[str]:
    """Every source with its section."""
    return [f"{source.title}, {source.where}" for source in each.sources]


def _line(each: Unconfirmed) -> dict[str, Any]:
    is_rule = each.kind == "rule"
    return {
        "title": each.title,
        "says": "" if is_rule else each.says,
        "sources": source_words(each),
        "href": url_for("rules.one", rule_id=each.id) if is_rule and may(officer(), Permission.RULES_READ) else "",
    }
