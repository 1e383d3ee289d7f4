"""One whole explanation, with counterfactuals and questions, of people in the demo city; beside running all rules again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, db, rulebook
from hub.rulebook import Case, Explanation, Pack, ScreeningRun, ScreeningSubject
from screening_rules import Facts, Subject, explain, screen
from tests.benchmarks import ground
from tests.benchmarks.asked import Asked
from tests.benchmarks.measuring import figure, percentile, ratio
from tests.benchmarks.results import Figure, Reach, Row

MANY_RULES = 150
STORED, ALONE, MANY, AGAIN = (
    "from a stored run: opened, screened, explained",
    "explained alone",
    f"explained alone, {MANY_RULES} rules",
    "the same answers by running every rule again",
)


@dataclass(frozen=True, slots=True)
class _Person:
    """One person's facts in a stored run."""

    run_id: UUID
    person_id: UUID
    facts: Facts


def measure(asked: Asked) -> Row:
    """Milliseconds of one explanation, half and 99 of 100 of them."""
    on, people = ground.smallest(asked, "sqlite"), ground.CONCERNS_A_MONTH
    with on.bound():
        with db.reading() as session:
            found = _people(session, 40 if asked.is_tiny else people)
            pack = rulebook.active_pack(session)
        timed = {
            STORED: [_stored(each) for each in found],
            ALONE: [_alone(pack, each) for each in found],
            MANY: [_alone(_grown(pack), each) for each in found],
            AGAIN: [_again(pack, each) for each in found],
        }
    figures = [one for name, values in timed.items() for one in _figures(name, values)]
    whole = timed[STORED]
    return Row(
        "explaining",
        "Explaining a recommendation",
        f"Everything the suggestions page says of one person: reasons, questions with what each answer would do, near misses, what "
        f"would change it, and whether anything still open could; {len(found)} people in the newest runs of the demo city, one process. "
        "From a stored run: the facts opened, screened and explained. The last puts only those answers that are told to all rules.",
        tuple(figures),
        (ratio(f"{AGAIN} / {ALONE}", timed[AGAIN], timed[ALONE]),),
        (
            Reach("explaining-half", "one whole explanation, half of them within 5 ms", 5, True, percentile(whole, 50)),
            Reach("explaining-most", "99 of 100 within 20 ms", 20, True, percentile(whole, 99)),
        ),
    )


def _figures(name: str, values: Sequence[float]) -> list[Figure]:
    return [
        figure(f"{name}: half within", "ms", [percentile(values, 50)]),
        figure(f"{name}: 99 of 100 within", "ms", [percentile(values, 99)]),
    ]


def _people(session: Session, count: int) -> list[_Person]:
    rows = session.execute(
        select(ScreeningRun, ScreeningSubject.person_id)
        .join(ScreeningSubject, ScreeningSubject.run_id == ScreeningRun.id)
        .order_by(ScreeningRun.at.desc(), ScreeningSubject.person_id)
        .limit(count)
    )
    return [_Person(run.id, person, rulebook.facts_about(session, run, person)) for run, person in rows.tuples()]


def _stored(each: _Person) -> float:
    """As a page asks for it: in a session of its own, nothing opened before."""
    with db.reading() as session:
        run = session.get_one(ScreeningRun, each.run_id)
        return _ms(lambda: rulebook.explain(session, run, each.person_id))


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _case(each: _Person) -> Case:
    return Case({}, {}, (Subject("a", each.facts),))


def _alone(pack: Pack, each: _Person) -> float:
    case = _case(each)
    screening = screen(pack, case, on=clock.today())
    return _ms(lambda: explain(pack, case, screening, "a"))


def _again(pack: Pack, each: _Person) -> float:
    case, day = _case(each), clock.today()
    told = explain(pack, case, screen(pack, case, on=day), "a")
    tried = [Case({}, {}, (Subject("a", facts),)) for facts in _tried(each.facts, told)]
    return _ms(lambda: [screen(pack, one, on=day) for one in tried])


def _tried(facts: Facts, told: Explanation) -> list[Facts]:
    answered = [(each.fact, each.answers) for each in (*told.questions, *told.near_misses, *told.counterfactuals)]
    return [
        {**facts, fact: example.stated} for fact, answers in answered for answer in answers for example in answer.tried
    ]


_GROWN: dict[str, Pack] = {}


def _grown(pack: Pack) -> Pack:
    """The pack with its rules repeated until there are many."""
    if pack.fingerprint not in _GROWN:
        turns = islice(cycle(pack.rules.values()), MANY_RULES)
        rules = {f"{rule.id}_{n}": replace(rule, id=f"{rule.id}_{n}") for n, rule in enumerate(turns)}
        _GROWN[pack.fingerprint] = Pack(**{**vars(pack), "rules": rules})
    return _GROWN[pack.fingerprint]
