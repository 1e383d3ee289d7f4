"""When things happen in the synthetic city and when the council hears of them. Pure; days are those of London."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# Monday first. Police work peaks on Friday evening and the weekend; schools and services on Monday and Friday.
WEEKDAYS = {
    "evening": (0.95, 0.82, 0.82, 0.88, 1.2, 1.25, 1.08),
    "police_day": (1.1, 0.95, 0.95, 0.98, 1.12, 1.0, 0.9),
    "service": (1.5, 1.2, 1.15, 1.15, 1.4, 0.35, 0.25),
    "school": (1.75, 1.25, 1.2, 1.2, 1.5, 0.06, 0.04),
}
EVENING = (5, 4, 3, 2, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4, 4, 5, 6, 7, 8, 9, 10, 11, 10, 8)
DAYTIME = (1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 2, 5, 8, 9, 9, 8, 8, 9, 9, 8, 6, 4, 3, 3, 2, 2, 1)
OFFICE = (0, 0, 0, 0, 0, 0, 0, 0.5, 5, 10, 11, 11, 8, 9, 10, 12, 8, 2, 0.5, 0.3, 0.2, 0.1, 0, 0)
HOURS = {
    name: tuple(accumulate(weights))
    for name, weights in {"evening": EVENING, "police_day": DAYTIME, "service": OFFICE, "school": OFFICE}.items()
}
HOLIDAYS = (((1, 1), (1, 5)), ((4, 1), (4, 15)), ((7, 1), (8, 16)), ((10, 5), (10, 18)), ((12, 22), (12, 31)))


def weight(day: date, rhythm: str) -> float:
    """How busy the day is beside an average one; schools are nearly silent in their holidays."""
    base = WEEKDAYS[rhythm][day.weekday()]
    if rhythm != "school":
        return base
    return base * (0.3 if on_holiday(day) else 1.233)


def on_holiday(day: date) -> bool:
    """Whether schools of the city are on holiday (invented terms, the same every year)."""
    return any(first <= (day.month, day.day) <= last for first, last in HOLIDAYS)


def moment(rng: Random, day: date, rhythm: str) -> datetime:
    """A moment of the day by its rhythm, aware UTC."""
    hour = rng.choices(range(24), cum_weights=HOURS[rhythm])[0]
    return datetime.combine(day, time(hour, rng.randrange(60)), LONDON).astimezone(UTC)


def received(rng: Random, happened: datetime, *, urgent: bool) -> datetime:
    """When a police report of something that happened reaches the council, aware UTC.

    Urgent ones within two hours; others mostly the next day, and what happens at a weekend often on Monday.
    """
    if urgent:
        return happened + timedelta(minutes=rng.randint(15, 110))
    if rng.random() < 0.42:
        return happened + timedelta(minutes=rng.randint(60, 300))
    day = happened.astimezone(LONDON).date() + timedelta(days=1)
    while day.weekday() >= 5 and rng.random() < 0.55:
        day += timedelta(days=1)
    return moment(rng, day, "police_day" if rng.random() < 0.3 else "service")


def local(at: datetime) -> str:
    """The moment as a form would have it: London time to the minute, without a zone."""
    return at.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")


def as_told(rng: Random, at: datetime) -> str:
    """The moment in free words."""
    there = at.astimezone(LONDON)
    part = ("overnight", "in the morning", "in the afternoon", "in the evening")[there.hour // 6]
    return rng.choice((f"{there:%A} {part}", f"{there:%A} about {there:%H:%M}", f"{there:%-d %B}, {part}"))


OPENS, CLOSES = time(9), time(17)


def is_work_day(day: date) -> bool:
    """Monday to Friday but for the days around Christmas and New Year (a rough calendar, for telling stories only)."""
    return day.weekday() < 5 and (day.month, day.day) not in {(12, 25), (12, 26), (1, 1), (1, 2)}


def in_office_hours(at: datetime) -> bool:
    """Whether the office is open at the moment (aware UTC)."""
    there = at.astimezone(LONDON)
    return is_work_day(there.date()) and OPENS <= there.time() < CLOSES


def after_work(at: datetime, hours: float) -> datetime:
    """The moment when so many office hours have passed since `at`; both aware UTC."""
    there, left = at.astimezone(LONDON), timedelta(hours=hours)
    day = there.date()
    while True:
        opens, closes = (datetime.combine(day, one, LONDON) for one in (OPENS, CLOSES))
        begins = max(there, opens)
        if is_work_day(day) and begins < closes:
            if begins + left <= closes:
                return (begins + left).astimezone(UTC)
            left -= closes - begins
        day += timedelta(days=1)


def work_day_from(day: date) -> date:
    """The day itself if the office is open, else the next that is."""
    while not is_work_day(day):
        day += timedelta(days=1)
    return day
