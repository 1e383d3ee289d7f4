"""Officers of the synthetic city: one of every role by name, and more for volume. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from hub.demo import identity, names
from hub.demo.dice import dice

TEAMS = ("screening", "children", "adults", "out_of_hours", "coordination")


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """An officer as the demonstration knows them; `agency` is empty for the council's own."""

    username: str
    forename: str
    surname: str
    job: str
    roles: tuple[str, ...]
    qualifications: tuple[str, ...] = ()
    team: str = ""
    agency: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        """Forename and surname."""
        return f"{self.forename} {self.surname}"

    @property
    def email(self) -> str:
        """An address at a domain that is never registered."""
        return f"{self.username}@council.example"


CO, SW = "council_officer", "social_worker"
NAMED = (
    ("Sam", "Testwell", "Duty worker", ("duty_worker",), (), "screening", ""),
    ("Priya", "Samplewood", "Screening officer, children", ("screening_officer",), (SW,), "screening", ""),
    ("Euan", "Exampleby", "Screening officer, adults", ("screening_officer",), (CO, SW), "screening", ""),
    ("Morag", "Fauxley", "Out of hours officer", ("duty_worker", "screening_officer"), (CO, SW), "out_of_hours", ""),
    ("Derek", "Placeholder", "Team manager, screening", ("team_manager",), (CO, SW), "screening", ""),
    ("Ailsa", "Mockbairn", "Team manager, children", ("team_manager",), (SW,), "children", ""),
    ("Graeme", "Dummyson", "Team manager, adults", ("team_manager",), (CO, SW), "adults", ""),
    ("Catriona", "Pretendham", "Senior manager", ("senior_manager",), (CO, SW), "coordination", ""),
    ("Fiona", "Feignmuir", "Conference chair, children", ("chair",), (SW,), "coordination", ""),
    ("Ibrahim", "Figmentcroft", "Conference chair, adults", ("chair",), (CO, SW), "coordination", ""),
    ("Lorraine", "Specimenton", "Minute-taker", ("minute_taker",), (), "coordination", ""),
    ("Kirsty", "Madeupfield", "Conference co-ordinator", ("co_ordinator",), (), "coordination", ""),
    ("Callum", "Protogate", "Police concern hub", ("partner_reporter",), (), "", "police"),
    ("Shona", "Fablebrae", "Child protection adviser, health", ("partner_reporter",), (), "", "health"),
    ("Nicola", "Trialshaw", "Data guardian", ("data_guardian",), (), "coordination", ""),
    ("Iain", "Notionalburn", "Auditor", ("auditor",), (), "coordination", ""),
    ("Zofia", "Imagindale", "Rules owner", ("rules_owner",), (SW,), "coordination", ""),
    ("Hamish", "Templateford", "Rules owner", ("rules_owner",), (CO, SW), "coordination", ""),
    ("Rhona", "Replicalaw", "Key custodian", ("key_custodian",), (), "coordination", ""),
    ("Gordon", "Samplegate", "Key custodian", ("key_custodian",), (), "coordination", ""),
    ("Alison", "Testmuir", "Administrator", ("administrator",), (), "coordination", ""),
    ("Eileen", "Mockdale", "Protection committee", ("committee_reader",), (), "", ""),
)  # fmt: skip
VOLUME = (
    ("Screening officer, children", ("screening_officer",), (SW,), "screening", 3),
    ("Screening officer, adults", ("screening_officer",), (CO, SW), "screening", 3),
    ("Duty worker", ("duty_worker",), (), "screening", 2),
    ("Out of hours officer", ("duty_worker", "screening_officer"), (CO, SW), "out_of_hours", 3),
    ("Social worker, children", ("duty_worker",), (SW,), "children", 4),
    ("Council officer, adults", ("duty_worker",), (CO, SW), "adults", 4),
    ("Conference chair, children", ("chair",), (SW,), "coordination", 2),
    ("Conference chair, adults", ("chair",), (CO, SW), "coordination", 1),
    ("Minute-taker", ("minute_taker",), (), "coordination", 2),
    ("Conference co-ordinator", ("co_ordinator",), (), "coordination", 1),
)


@cache
def officers() -> tuple[DemoOfficer, ...]:
    """Every officer of the city: the named ones first, then those for volume; usernames are unique."""
    named = [
        DemoOfficer(f"{forename}.{surname}".lower(), forename, surname, job, roles, held, team, agency, _phone(surname))
        for forename, surname, job, roles, held, team, agency in NAMED
    ]
    taken = {one.username for one in named}
    for job, roles, held, team, number in VOLUME:
        for nth in range(number):
            username, forename, surname = _free_name(job, nth, taken)
            phone = _phone(username)
            named.append(DemoOfficer(username, forename, surname, job, roles, held, team, "", phone))
    return tuple(named)


@cache
def with_role(role: str, *, team: str = "", qualification: str = "") -> Sequence[DemoOfficer]:
    """The officers of the role, narrowed to a team or a qualification where one is given."""
    return tuple(
        one
        for one in officers()
        if role in one.roles and team in ("", one.team) and (not qualification or qualification in one.qualifications)
    )


@cache
def in_team(team: str, *, qualification: str = "") -> Sequence[DemoOfficer]:
    """The officers of the team who are not its manager, narrowed to a qualification where one is given."""
    return tuple(
        one
        for one in officers()
        if one.team == team
        and "team_manager" not in one.roles
        and (not qualification or qualification in one.qualifications)
    )


def _phone(word: str) -> str:
    return identity.landline(dice("officer", word))


def _free_name(job: str, nth: int, taken: set[str]) -> tuple[str, str, str]:
    """A username nobody has yet (now taken), with its forename and surname."""
    rng = dice("officer", job, nth)
    while True:
        year = rng.randint(1965, 1999)
        forename = names.forename(rng, rng.choice(("female", "male")), year).name
        surname = names.surnames().throw(rng)
        username = f"{forename}.{surname}".lower()
        if username not in taken:
            taken.add(username)
            return username, forename, surname
