"""Providers and partner agencies of the synthetic city: care homes, schools, practices, services. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from hub.demo import identity
from hub.demo.dice import dice
from hub.demo.places import Place, place

NAMED = {
    "care_home": ("Birchmock", "Rowanfaux", "Fernpretend", "Hazelsham", "Larchfable", "Thistlemock", "Heatherfeign",
                  "Brackenstub", "Aldertest", "Juniperie", "Willowmock", "Gorseproto"),
    "care_at_home": ("Trialcare", "Notion Home Support", "Specimen Care", "Exemplar Visiting Care", "Figment Homecare",
                     "Mockingbird Support", "Pretend Care Partners"),
    "day_service": ("The Sample Day Centre", "Fable House", "Notion Workshop"),
    "hospital": ("Mockwells Hospital", "Royal Figment Hospital"),
    "nursery": ("Wee Samples", "Little Figments", "Tiny Tests", "Mini Mocks", "Bairns of Fable", "Acorn Trial"),
    "primary_school": ("Fauxglen", "Samplegate", "Larkmock", "Whalebonnet", "Bobbinbrae", "Thimblewick", "Feignmore",
                       "Trialbank", "Lawfable", "Testhaugh", "Jutehollow", "Protopark"),
    "secondary_school": ("Imagincraig", "Specimen", "Carsefable", "Notionhill", "Mockbank"),
    "gp": ("Fabletown", "Pretendie", "Samplegate", "Mockbank", "Harbourfeign", "Linenfaux", "Dummyden", "Comicrow"),
    "third_sector": ("Harbour Haven Women's Support", "Safe Steps Trial", "The Listening Loom", "Kith and Sample",
                     "Youth Figment Project", "Steady Ground Recovery", "Carers' Notion Centre"),
    "housing": ("Placeholder Housing Association", "Exampleby Homes", "Council Housing (demonstration)"),
}  # fmt: skip
ENDINGS = {
    "care_home": " Care Home", "nursery": " Nursery", "primary_school": " Primary School",
    "secondary_school": " Academy", "gp": " Medical Practice",
}  # fmt: skip
SERVICE_KINDS = {
    "care_home": "care_home", "care_at_home": "care_at_home", "day_service": "day_service", "hospital": "hospital",
    "nursery": "school", "primary_school": "school", "secondary_school": "school",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provider:
    """A place or service people attend, live in or are visited by."""

    id: str
    kind: str
    name: str
    home: Place
    phone: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A partner who reports, takes part in discussions and comes to conferences."""

    id: str
    name: str
    kind: str


AGENCIES = (
    Agency("police", "Police (synthetic division)", "police"),
    Agency("health", "Health board (synthetic)", "health"),
    Agency("education", "Education (synthetic)", "education"),
    Agency("children_social_work", "Children's social work (synthetic)", "social_work"),
    Agency("adult_social_work", "Adult social work (synthetic)", "social_work"),
    Agency("housing", "Housing (synthetic)", "housing"),
    Agency("fire", "Fire and rescue (synthetic)", "fire"),
    Agency("ambulance", "Ambulance service (synthetic)", "ambulance"),
    Agency("reporter", "Children's reporter (synthetic)", "reporter"),
    Agency("harbour_haven", "Harbour Haven Women's Support", "third_sector"),
    Agency("steady_ground", "Steady Ground Recovery", "third_sector"),
    Agency("advocacy", "Plain Voice Advocacy", "third_sector"),
)


@cache
def providers() -> tuple[Provider, ...]:
    """Every provider of the city, the same in every city."""
    return tuple(_provider(kind, nth, name) for kind, names in NAMED.items() for nth, name in enumerate(names, 1))


@cache
def of_kind(*kinds: str) -> Sequence[Provider]:
    """The providers of these kinds, in the city's order."""
    return tuple(one for one in providers() if one.kind in kinds)


def _provider(kind: str, nth: int, name: str) -> Provider:
    rng = dice("provider", kind, nth)
    return Provider(f"{kind}-{nth}", kind, name + ENDINGS.get(kind, ""), place(rng), identity.landline(rng))
