"""What every table shares: names, types that mean the same on both engines, and whether its rows are audited."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Dialect, MetaData, Table, Text, TypeDecorator, Uuid, literal_column
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether a table's rows are in the trail; a working table says why not."""

    audited: bool
    because: str = ""


AUDITED = Kept(audited=True)


def working(because: str) -> Kept:
    """A table whose rows are not in the trail, and the reason."""
    return Kept(audited=False, because=because)


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL of the check that `column` holds one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def constant(word: str) -> ColumnElement[str]:
    """A word of the code's own as it stands in a statement that is prepared once: the database then plans for that word."""
    if not word.isidentifier():
        raise ValueError("only a word of the code's own may stand in a statement")
    return literal_column(f"'{word}'", Text)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant on both engines; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[Any]):
    """Codes kept as canonical JSON text: a list or a small map, never personal data."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Store as JSON with sorted keys, so that equal values are equal texts."""
        return None if value is None else json.dumps(value, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Give back lists and maps."""
        return None if value is None else json.loads(value)


def utc_text(instant: datetime) -> str:
    """`instant` as it stands in leaves and digests: UTC to the microsecond, ending in Z."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class Base(DeclarativeBase):
    """Every table: named constraints, and `__kept__` saying whether its rows are audited."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, UUID: Uuid(), str: Text}
    audited_tables: ClassVar[set[str]] = set()  # filled as rooms are imported
    __kept__: ClassVar[Kept]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "__tablename__" in cls.__dict__:
            if not hasattr(cls, "__kept__"):
                raise TypeError(f"{cls.__name__} must say __kept__ = AUDITED or working('because …')")
            if cls.__kept__.audited:
                Base.audited_tables.add(cls.__dict__["__tablename__"])
        super().__init_subclass__(**kwargs)


def table_of(model: type[Base]) -> Table:
    """The table of a model: a statement of columns alone that names the table is asked at half of what the model's costs."""
    return cast("Table", model.__table__)


class Versioned:
    """A row whose every change raises `version` by one; a change against an older version is refused."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  declared_attr hands the class
        """Let the ORM compare and raise the version."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]  # set once the table is made
