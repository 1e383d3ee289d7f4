"""Places of the synthetic city: real ward names, invented streets, postcodes that cannot exist. Pure."""

from dataclasses import dataclass
from random import Random

WARDS = ("Strathmartine", "Lochee", "West End", "Coldside", "Maryfield", "North East", "East End", "The Ferry")
DISTRICT = {
    "Strathmartine": "DD3", "Lochee": "DD2", "West End": "DD2", "Coldside": "DD3",
    "Maryfield": "DD4", "North East": "DD4", "East End": "DD4", "The Ferry": "DD5",
}  # fmt: skip
STREET_STARTS = (
    "Thimblewick", "Marmaladie", "Jutehollow", "Larkmock", "Fauxglen", "Whalebonnet", "Pretendie", "Inkwellie",
    "Bobbinbrae", "Notionhill", "Samplegate", "Figmentmuir", "Shuttlewynd", "Comicrow", "Exampleburn", "Mockbank",
    "Placeholm", "Dummyden", "Linenfaux", "Spindlemock", "Testhaugh", "Carsefable", "Harbourfeign", "Lawfable",
    "Sketchlea", "Needlemuir", "Fablefield", "Trialbank", "Imagincraig", "Feignmore", "Protopark", "Specimen",
)  # fmt: skip
STREET_ENDS = ("Road", "Street", "Crescent", "Terrace", "Gardens", "Place", "Court", "Avenue", "Wynd", "Drive")


@dataclass(frozen=True, slots=True)
class Place:
    """An address in the city."""

    address: str
    ward: str
    postcode: str


def postcode(rng: Random, ward: str) -> str:
    """A postcode of the ward's district ending in ZZ, which no street has."""
    return f"{DISTRICT[ward]} {rng.randrange(10)}ZZ"


def street(rng: Random) -> str:
    """The name of a street no map shows."""
    return f"{rng.choice(STREET_STARTS)} {rng.choice(STREET_ENDS)}"


def place(rng: Random) -> Place:
    """Somewhere to live; two in five homes are flats."""
    ward = rng.choice(WARDS)
    number = f"{rng.randint(1, 140)} {street(rng)}"
    if rng.random() < 0.4:
        number = f"Flat {rng.choice('0123')}/{rng.randint(1, 4)}, {number}"
    return Place(f"{number}, Dundee", ward, postcode(rng, ward))
