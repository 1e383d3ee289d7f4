"""Two years of the synthetic city, told once for all tests of the room."""

from datetime import UTC, date, datetime

import pytest

from hub.demo.concerns import concerns
from hub.demo.outcomes import Story
from hub.demo.population import City
from hub.demo.stories import stories
from hub.demo.truth import ToldConcern

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
