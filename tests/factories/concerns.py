"""Concerns as told, with traits that read as English: `ConcernMaker(of_a_hurt_child=True)`."""

from __future__ import annotations

from typing import Any

import factory

from hub.concerns import NewConcern, NewReferrer
from hub.people import NewPerson

IMPOSSIBLE_CHI = "4103171237"  # no month has 41 days


class PersonMaker(factory.Factory):
    """Somebody named in a concern."""

    class Meta:
        model = NewPerson

    forename = "Rory"
    surname = "Samplewood"

    class Params:
        child = factory.Trait(date_of_birth="2017-03-04")
        adult = factory.Trait(forename="Nessa", surname="Fauxley", date_of_birth="1948-01-02")
        unborn_child = factory.Trait(forename="", unborn=True, due_on="2027-03-01")
        unnamed = factory.Trait(forename="", surname="", description="Unnamed girl", age_from=15, age_to=17)
        hurt = factory.Trait(facts={"harms": ["physical"]})
        alleged = factory.Trait(role="alleged", forename="Dez", surname="")
        at_home = factory.Trait(address="1 Invented Row, Dundee", postcode="DD4 9ZZ")


class ConcernMaker(factory.Factory):
    """A concern, by default a school's about one child, no danger."""

    class Meta:
        model = NewConcern

    narrative = "Rory came in very tired and said that he had been grabbed."
    channel = "phone"
    danger = "no"
    referrer = NewReferrer(kind="school", name="Hana Demoson")
    people: Any = factory.LazyFunction(lambda: (PersonMaker(child=True, at_home=True),))

    class Params:
        of_a_hurt_child = factory.Trait(
            people=factory.LazyFunction(lambda: (PersonMaker(child=True, hurt=True, at_home=True),))
        )
        of_an_adult = factory.Trait(people=factory.LazyFunction(lambda: (PersonMaker(adult=True, at_home=True),)))
        of_nobody_named = factory.Trait(people=())
        in_danger = factory.Trait(danger="yes")
        about_one_of_us = factory.Trait(one_of_us="yes")
