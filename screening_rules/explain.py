"""Why a screening says what it says, what to ask next and what was nearly so: made only when asked for. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TypeAlias

from screening_rules.case import Case
from screening_rules.compiled import compile_pack
from screening_rules.examples import Example, answers_in_words, examples, others
from screening_rules.explanation import Behind, Counterfactual, Explanation, NearMiss, Question, Reason
from screening_rules.facts import Fact
from screening_rules.model import Answer, Pack, Rule, Version, band
from screening_rules.outcomes import Outcome, Standing, grouped, places, stand
from screening_rules.results import Screening
from screening_rules.settling import Settled, settled
from screening_rules.words import fact_in_words, stated_in_words

Tried: TypeAlias = list[tuple[Example, int]]


def explain(
    pack: Pack, case: Case, screening: Screening, subject_id: str, *, certain: frozenset[str] = frozenset()
) -> Explanation:
    """The explanation of one subject's part of `screening`, which this pack made from this case.

    Of the facts named `certain` nobody needs to hear what would follow were they otherwise.

    Raises:
        ValueError: another pack made the screening.
        KeyError: there is no such subject.
    """
    if screening.fingerprint != pack.fingerprint:
        raise ValueError("Another pack made this screening. Explain it with the pack of its fingerprint.")
    findings = screening.subject(subject_id).findings
    subject = next(subject for subject in case.subjects if subject.id == subject_id)
    standing = stand(compile_pack(pack, screening.on), case.about(subject), findings)
    reasons = _reasons(standing)
    questions, nothing_changes = _questions(standing)
    open_to_doubt = [fact for fact in pack.facts if fact.id not in certain and _could_be_otherwise(standing, fact)]
    tried = {fact.id: _otherwise(standing, fact) for fact in open_to_doubt}
    near, other = _near_misses(standing, tried), _counterfactuals(standing, tried, reasons)
    return Explanation(reasons, questions, near, other, nothing_changes)


def _fact(standing: Standing, fact: str) -> Fact:
    return standing.compiled.pack.facts[fact]


def _held(standing: Standing, fact: str) -> str:
    return stated_in_words(_fact(standing, fact), standing.stated(fact))


def _reasons(standing: Standing) -> tuple[Reason, ...]:
    reasons = [_reason(standing, place) for place in places(standing.holding)]
    return tuple(sorted(reasons, key=lambda reason: (not reason.mandatory, band(reason.urgency))))


def _reason(standing: Standing, place: int) -> Reason:
    rule, version = standing.compiled.rules[place]
    return Reason(
        rule=rule.id,
        title=rule.title,
        because=version.because,
        facts=tuple(_behind(standing, fact) for fact in standing.behind(place)),
        sources=tuple(standing.compiled.pack.sources[source] for source in version.sources),
        confirmed=version.confirmed,
        mandatory=version.mandatory,
        routes=version.routes,
        urgency=version.urgency,
    )


def _behind(standing: Standing, fact: str) -> Behind:
    asked, stated = _fact(standing, fact), standing.stated(fact)
    return Behind(fact, asked.short, stated_in_words(asked, stated), stated.basis, fact_in_words(asked, stated))


def _questions(standing: Standing) -> tuple[tuple[Question, ...], bool | None]:
    """The facts that open rules wait for, ranked, and whether nothing more could change the result.

    A question that certainly does not apply is left out.
    """
    waiting = Counter(chain.from_iterable(standing.waiting.values()))
    asked = [fact for fact in standing.compiled.pack.facts if fact.id in waiting and _applies(standing, fact)]
    tried = {fact.id: _tried(standing, fact) for fact in asked}
    alone = {fact.id: _changes_alone(standing, fact, tried[fact.id]) for fact in asked}
    found = Settled(False) if any(alone.values()) else settled(standing, tried)
    ranked = []
    for fact in asked:
        could_change, together = alone[fact.id] is not False, fact.id in found.together
        question = _question(fact, tried[fact.id], could_change=could_change, together=together)
        highest = min((band(each.then.urgency) for each in question.answers), default=band(None))
        ranked.append(((not could_change, not together, highest, -waiting[fact.id]), question))
    return tuple(question for _, question in sorted(ranked, key=lambda each: each[0])), found.holds


def _applies(standing: Standing, fact: Fact) -> bool:
    applies = standing.apart.applies.get(fact.id)
    return applies is None or applies(standing.facts) != Answer.NO


def _tried(standing: Standing, fact: Fact) -> tuple[Outcome, ...]:
    held, every = standing.stated(fact.id), standing.apart.every[fact.id]
    tried = examples(fact, standing.apart.compared[fact.id], held) if held.is_known else every
    return grouped(standing, fact, standing.trying(fact.id, tried))


def _changes_alone(standing: Standing, fact: Fact, tried: tuple[Outcome, ...]) -> bool | None:
    """Whether some answer to it alone changes the result. Of a list several choices may together; None: not worked out."""
    if any(outcome.changes for outcome in tried):
        return True
    holds = settled(standing, (fact.id,)).holds if fact.type == "choices" else True
    return None if holds is None else not holds


def _question(fact: Fact, tried: tuple[Outcome, ...], *, could_change: bool, together: bool) -> Question:
    confirmed = all(outcome.confirmed for outcome in tried if outcome.changes)
    return Question(fact.id, fact.question, fact.who, could_change, together, confirmed, tried)


def _could_be_otherwise(standing: Standing, fact: Fact) -> bool:
    return fact.id in standing.compiled.looked_at_by and standing.stated(fact.id).is_known


def _otherwise(standing: Standing, fact: Fact) -> Tried:
    """Every other value of a known fact, and the rules that hold on it."""
    compared, held = standing.apart.compared[fact.id], standing.stated(fact.id)
    tried = others(fact, compared, held) if fact.type == "choices" else standing.apart.every[fact.id]
    return standing.trying(fact.id, tried)


def _near_misses(standing: Standing, tried: Mapping[str, Tried]) -> tuple[NearMiss, ...]:
    found = [each for fact in tried for each in _nearly(standing, _fact(standing, fact), tried[fact])]
    return tuple(near for *_, near in sorted(found, key=lambda each: each[:2]))


def _nearly(standing: Standing, fact: Fact, tried: Tried) -> Iterator[tuple[bool, int, NearMiss]]:
    missed = 0 if fact.background else standing.missed & standing.left_to[fact.id]
    for place in places(missed):
        turned = [(example, holding) for example, holding in tried if holding >> place & 1]
        if turned:
            near = _near_miss(standing, fact, standing.compiled.rules[place], grouped(standing, fact, turned))
            changes = any(each.changes for each in near.answers)
            yield not changes, standing.compiled.bands[place], near


def _near_miss(standing: Standing, fact: Fact, missed: tuple[Rule, Version], answers: tuple[Outcome, ...]) -> NearMiss:
    rule, version = missed
    return NearMiss(
        rule.id,
        rule.title,
        fact.id,
        fact.short,
        _held(standing, fact.id),
        needed=answers_in_words(fact, [example for answer in answers for example in answer.tried]),
        outcome=answers[0].follows if len(answers) == 1 else " ".join(each.sentence for each in answers),
        confirmed=version.confirmed,
        answers=answers,
    )


def _counterfactuals(
    standing: Standing, tried: Mapping[str, Tried], reasons: tuple[Reason, ...]
) -> tuple[Counterfactual, ...]:
    """For each known fact behind a reason, the other values that would change routes or urgency; background facts last."""
    behind = dict.fromkeys(each.fact for reason in reasons for each in reason.facts)
    known = [_fact(standing, fact) for fact in behind if fact in tried]
    known.sort(key=lambda fact: fact.background)
    return tuple(found for fact in known for found in _changing(standing, fact, tried[fact.id]))


def _changing(standing: Standing, fact: Fact, tried: Tried) -> Iterator[Counterfactual]:
    answers = tuple(each for each in grouped(standing, fact, tried) if each.changes)
    if answers:
        confirmed = all(each.confirmed for each in answers)
        yield Counterfactual(fact.id, fact.short, _held(standing, fact.id), confirmed, answers)
