"""One door into a concern for form and JSON alike: the concern, or every error with its place in the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from marshmallow import ValidationError

from hub.concerns import NewConcern
from hub.schemas.concerns import NewConcernSchema
from hub.schemas.reading import Reading
from screening_rules import Catalogue

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that has to be mended: where in the document, and in the form's own words."""

    path: Path
    words: str

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer fragment. Source: RFC 6901."""
        return "#" + "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in self.path)


class Mistakes(Exception):
    """The document cannot be used as it is; nothing of it was saved."""

    def __init__(self, found: tuple[Mistake, ...]) -> None:
        self.found = found
        super().__init__(f"{len(found)} mistakes")


def load_concern(
    document: Mapping[str, Any], catalogue: Catalogue, *, strict: bool, at: datetime | None = None
) -> NewConcern:
    """The concern this document tells; `strict` refuses fields that do not exist, a form leaves them out.

    `at` is when it was told (default: now): "yesterday" is read from there.

    Raises:
        Mistakes: a wrong type, a value outside its list, or nothing told.
    """
    return read_concern(load_shape(document, strict=strict), catalogue, strict=strict, at=at)


def load_shape(document: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    """The document in its shape, every field there: the first half of `load_concern`, for which no rules are asked.

    Raises:
        Mistakes: a wrong type, a value outside its list, or nothing told.
    """
    with _told_as_mistakes():
        shaped: dict[str, Any] = _shape(strict).load(document)
    return shaped


def read_concern(
    shaped: dict[str, Any], catalogue: Catalogue, *, strict: bool, at: datetime | None = None
) -> NewConcern:
    """The concern that a document in its shape tells, its facts read by the rules: the second half of `load_concern`.

    Raises:
        Mistakes: a fact that does not exist.
    """
    with _told_as_mistakes():
        return Reading(catalogue, strict=strict, at=at).concern(shaped)


@contextmanager
def _told_as_mistakes() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise Mistakes(tuple(_mistakes((), error.messages))) from None


@cache
def _shape(strict: bool) -> NewConcernSchema:
    """Made once: it holds nothing of a document."""
    return NewConcernSchema(strict=strict)


def _mistakes(path: Path, messages: Any) -> Iterator[Mistake]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            here = path if name in {"_schema", "key", "value"} and isinstance(inner, list) else (*path, name)
            yield from _mistakes(here, inner)
    else:
        for words in messages if isinstance(messages, list) else [messages]:
            yield Mistake(path, str(words))
