"""An application put to everything its own OpenAPI document invites, and to what it does not; what it answered wrongly."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine import from_schema
from schemathesis.engine.events import EngineEvent, FatalError, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import Interaction, ScenarioRecorder
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext
from schemathesis.openapi.checks import RejectedPositiveData

from hub.schemas.reading import NO_SUCH_FACT

DOCUMENT = "/api/v1/openapi.json"
KEY = "Idempotency-Key"


@dataclass
class Told:
    """What a run tells: calls by phase, answers by operation and status, and everything that was wrong, each once."""

    calls: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)


def fuzz(address: str, token: str, *, examples: int, seconds: int | None = None) -> Told:
    """Every operation of the document served at `address`, called with data that fits it and data that does not, in chains
    too. Always the same calls, edges tried with wrong data only; given `seconds`, all edges and other calls round and round.
    """
    schema = schemathesis.openapi.from_url(address + DOCUMENT, config=_asked(token, examples, seconds))
    told = Told()
    for event in from_schema(schema).execute():
        _note(event, told)
    return told


@schemathesis.hook
def before_call(_context: HookContext, case: Case, _options: dict[str, Any]) -> None:
    """A good key is made fresh, or nearly every call would be answered that its key was used for something else."""
    if re.fullmatch("[!-~]{1,200}", str(case.headers.get(KEY, ""))):
        case.headers[KEY] = str(uuid4())


def _asked(token: str, examples: int, seconds: int | None) -> SchemathesisConfig:
    made = {"max-examples": examples, "database": "none", "mode": "all", "deterministic": seconds is None}
    coverage = {"generation": {"mode": "all" if seconds else "negative"}}
    asked = {"max-time": seconds} if seconds else {"seed": 1}
    return SchemathesisConfig.from_dict(
        {
            **asked,
            "generation": made,
            "auth": {"openapi": {"token": {"bearer": token}}},
            "phases": {"coverage": coverage, "stateful": {"max-steps": 4}},
            "continue-on-failure": True,
        }
    )


def _note(event: EngineEvent, told: Told) -> None:
    if isinstance(event, FatalError):
        raise event.exception
    if isinstance(event, NonFatalError):
        told.wrong[f"Error {event.label} {event.value}"] = f"{event.label}: {event.value}"
    if isinstance(event, ScenarioFinished):
        told.calls[event.phase.value] += len(event.recorder.interactions)
        for case_id, sent in event.recorder.interactions.items():
            _note_call(event.recorder, case_id, sent, told)


def _note_call(recorder: ScenarioRecorder, case_id: str, sent: Interaction, told: Told) -> None:
    if sent.response is None:
        return
    told.answers[recorder.cases[case_id].value.operation.label, sent.response.status_code] += 1
    for check in recorder.checks.get(case_id, []):
        if check.failure_info is not None and not _names_a_fact_at_random(check.failure_info.failure, sent.response):
            _note_failure(check.failure_info.failure, check.failure_info.code_sample, sent.response, told)


def _names_a_fact_at_random(failure: Failure, answer: Response) -> bool:
    """The facts are the active pack's, which no document can list: refusing a made-up one is right."""
    if not isinstance(failure, RejectedPositiveData) or answer.status_code != 422:
        return False
    return {each["detail"] for each in answer.json()["errors"]} == {NO_SUCH_FACT}


def _note_failure(failure: Failure, sample: str, answer: Response, told: Told) -> None:
    name = f"{type(failure).__name__} {failure.operation}"
    words = f"{name}: {failure.title}. {failure.message}\n{sample[:2000]}\n{answer.status_code} {answer.text[:500]}"
    told.wrong.setdefault(name, words)
