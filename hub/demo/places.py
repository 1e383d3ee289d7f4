"""Places of the synthetic city: real ward names, invented streets, postcodes that cannot exist. Pure."""

from dataclasses import dataclass
from random import Random
from string import ascii_uppercase

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
STREET_ENDS = (
    "Road", "Street", "Crescent", "Terrace", "Gardens", "Place", "Court", "Avenue", "Wynd", "Drive", "Lane", "Loan",
    "Brae", "Row", "Grove", "Walk", "Square", "Close", "Path", "Rise",
)  # fmt: skip
NUMBERS, NUMBERS_IN_A_CODE = 140, 24
CODES_IN_A_STREET = -(-NUMBERS // NUMBERS_IN_A_CODE)
NEVER_LAST = "CIKMOV"  # letters that no postcode has among its last two


@dataclass(frozen=True, slots=True)
class Place:
    """An address in the city."""

    address: str
    ward: str
    postcode: str


def place(rng: Random) -> Place:
    """Somewhere to live; two in five homes are flats."""
    street = rng.randrange(len(STREET_STARTS) * len(STREET_ENDS))
    number = rng.randint(1, NUMBERS)
    address = f"{number} {_name(street)}, Dundee"
    if rng.random() < 0.4:
        address = f"Flat {rng.choice('0123')}/{rng.randint(1, 4)}, {address}"
    ward = _ward(street)
    return Place(address, ward, _postcode(street, number))


def ward_lines() -> list[str]:
    """Every postcode of the city with its ward, as the lines of a list that a council would load."""
    streets = range(len(STREET_STARTS) * len(STREET_ENDS))
    homes = ((street, number) for street in streets for number in range(1, NUMBERS + 1, NUMBERS_IN_A_CODE))
    return ["postcode,ward", *(f"{_postcode(each, number)},{_ward(each)}" for each, number in homes)]


def _ward(street: int) -> str:
    return WARDS[street % len(WARDS)]


def _name(street: int) -> str:
    """The name of a street no map shows."""
    start, end = divmod(street, len(STREET_ENDS))
    return f"{STREET_STARTS[start]} {STREET_ENDS[end]}"


def _postcode(street: int, number: int) -> str:
    """The postcode of that part of the street, of no other street; its last letter shows that there is none such."""
    district, (nth, among) = DISTRICT[_ward(street)], divmod(street, len(WARDS))
    beside = [ward for ward in WARDS if DISTRICT[ward] == district]
    nth = nth * len(beside) + beside.index(WARDS[among])
    rest, figure = divmod(nth * CODES_IN_A_STREET + (number - 1) // NUMBERS_IN_A_CODE, 10)
    first, last = divmod(rest, len(NEVER_LAST))
    return f"{district} {figure}{ascii_uppercase[first]}{NEVER_LAST[last]}"
