"""Two years of the synthetic city, told once for all tests of the room, and a month of it written to both engines."""

import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hub import db
from hub.demo.concerns import concerns
from hub.demo.outcomes import Story
from hub.demo.population import City
from hub.demo.stories import stories
from hub.demo.truth import ToldConcern
from tests.demo.seeded import Seeded, seeded_hub
from tests.postgres import Server

TODAY = date(2026, 11, 22)
UNTIL = datetime(2026, 11, 22, 10, 31, tzinfo=UTC)


@pytest.fixture(scope="session")
def city() -> City:
    return City(seed=7, today=TODAY)


@pytest.fixture(scope="session")
def two_years(city: City) -> list[ToldConcern]:
    return list(concerns(city, months=24, until=UNTIL))


@pytest.fixture(scope="session")
def window(two_years: list[ToldConcern]) -> list[ToldConcern]:
    return [told for told in two_years if not told.truth.carried_over]


@pytest.fixture(scope="session")
def told_stories(city: City, two_years: list[ToldConcern]) -> list[Story]:
    return list(stories(city, two_years, until=UNTIL))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    """A hub with a month of the city in it, on each engine; tests of a module share it and leave it as it is."""
    folder = tmp_path_factory.mktemp("seeded")
    if request.param == "postgresql":
        yield from _on_postgres(request, folder)
        return
    file = shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "hub.sqlite")
    with seeded_hub(db.make_engine(f"sqlite:///{file}"), folder) as seeded:
        yield seeded


def _on_postgres(request: pytest.FixtureRequest, folder: Path) -> Iterator[Seeded]:
    server: Server = request.getfixturevalue("postgres_server")
    name = f"t_{uuid.uuid4().hex}"
    server.create(name, template=request.getfixturevalue("postgres_template"))
    with seeded_hub(db.make_engine(server.url(name)), folder) as seeded:
        yield seeded
    server.drop(name)
