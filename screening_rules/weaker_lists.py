"""What becomes weaker in the lists that rules draw on: how a fact is asked, what a route leads to, what an action says. Pure.

A backtest reads facts as they are stored. It cannot see that from now on they are asked otherwise, of others or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from screening_rules.facts import Catalogue, Fact, wanted
from screening_rules.model import Pack, Route
from screening_rules.rule_files import Lists
from screening_rules.words import in_words, listed

Found: TypeAlias = Iterator[tuple[str, str, str]]  # what it is about, a mark of what is weaker, and that in words
ANYBODY = "any"
_DECIDERS = {"council_officer": "a council officer", "social_worker": "a social worker", ANYBODY: "anybody who screens"}
_CONFERENCES = {None: "none", "child_protection": "a child protection conference", "adult": "an adult case conference"}
_SCOPES = {"concern": "the concern", "subject": "each person", "household": "the household"}
_FORMS = {"quick": "the short form", "full": "the full form", "screening": "screening", "history": "what is held"}
_ANSWERS = {"yes_no": "yes or no", "choice": "one of its choices", "choices": "any of its choices", "date": "a day"}


def weaker_lists(before: Pack, after: Lists) -> Found:
    """Each fact, route and action of `before` that is gone, or says, asks or leads to something else."""
    for name, fact in before.facts.by_id.items():
        there = after.facts.by_id.get(name)
        hows = (
            _fact(fact, there, before.facts, after.facts)
            if there
            else ["is no longer among the facts: nobody is asked"]
        )
        yield from _one(fact.short[:1].upper() + fact.short[1:], f"fact {name}", hows)
    for name, route in before.routes.items():
        yield from _one(route.label, f"route {name}", _route(route, after.routes.get(name)))
    for name, words in before.actions.items():
        if name in after.actions and after.actions[name] != words:
            yield f"“{words}”", f"action {name}", f"is told as “{after.actions[name]}” now"


def _one(about: str, mark: str, hows: Iterator[str] | list[str]) -> Found:
    if said := "; ".join(hows):
        yield about, mark, said


def _fact(then: Fact, now: Fact, before: Catalogue, after: Catalogue) -> Iterator[str]:
    if then.asked != now.asked:
        yield f"asked in {_forms(then)} → {_forms(now)}{_sent(then, now)}"
    if then.scope != now.scope:
        yield f"asked about {_SCOPES[then.scope]} → {_SCOPES[now.scope]}"
    if then.applies != now.applies:
        yield f"asked {_where(then, before)} → {_where(now, after)}"
    if _answer(then) != _answer(now):
        yield f"answered by {_answer(then)} → {_answer(now)}"
    if then.background != now.background:
        yield f"{_speaks(then)} → {_speaks(now)}"
    yield from _worded(then, now)
    yield from _choices(then.choices or {}, now.choices or {})


def _forms(fact: Fact) -> str:
    return listed([_FORMS[each] for each in fact.asked], "and")


def _sent(then: Fact, now: Fact) -> str:
    if then.is_asked_at_receipt == now.is_asked_at_receipt:
        return ""
    return f", so what a sender states of it counts {'now' if now.is_asked_at_receipt else 'no more'}"


def _where(fact: Fact, catalogue: Catalogue) -> str:
    return f"where {in_words(fact.applies, catalogue)}" if fact.applies else "always"


def _answer(fact: Fact) -> str:
    return _ANSWERS.get(fact.type) or wanted(fact)


def _speaks(fact: Fact) -> str:
    return "alone speaks for no rule" if fact.background else "alone can speak for a rule"


def _worded(then: Fact, now: Fact) -> Iterator[str]:
    """What those who ask, answer and read a reason are shown."""
    for label, was, is_now in (
        ("asked as", then.question, now.question),
        ("its hint", then.hint, now.hint),
        ("in short", then.short, now.short),
        ("told as", then.told, now.told),
        ("on the form under", _plain(then.section), _plain(now.section)),
        ("known by", _plain(", ".join(then.who)), _plain(", ".join(now.who))),
    ):
        if was != is_now:
            yield f"{label} {_quoted(was)} → {_quoted(is_now)}"


def _plain(name: str | None) -> str:
    return (name or "").replace("_", " ")


def _quoted(words: str | None) -> str:
    return f"“{words}”" if words else "nothing"


def _choices(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name, label in then.items():
        if name not in now:
            yield f"“{label}” can no longer be chosen"
        elif now[name] != label:
            yield f"the choice “{label}” → “{now[name]}”"


def _route(then: Route, now: Route | None) -> Iterator[str]:
    if now is None:
        yield "there is no such route any more"
        return
    if then.label != now.label:
        yield f"called “{now.label}” now"
    if then.area != now.area:
        yield f"belongs to {_plain(then.area)} → {_plain(now.area)}, so another team may be given it"
    if then.needs_decider not in (ANYBODY, now.needs_decider):
        yield f"who may decide: {_DECIDERS[then.needs_decider]} → {_DECIDERS[now.needs_decider]}"
    if then.conference != now.conference:
        yield f"the conference it leads to: {_CONFERENCES[then.conference]} → {_CONFERENCES[now.conference]}"
