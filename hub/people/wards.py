"""Which ward a postcode lies in, by the council's own list: for counting by ward and for nothing else. No rule can look at it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.errors import Unprocessable
from hub.people.addresses import is_postcode, postcode_in, read_postcode
from hub.people.models import WardPostcode

LONGEST_NAME = 100


def load_wards(session: Session, lines: Iterable[str], *, by: Actor) -> int:
    """The list is this one from now on; how many postcodes it has.

    `lines` are those of a CSV file whose first names its columns; `postcode` and `ward` are read, others may be there.

    Raises:
        NotAllowed: `by` may not change what rule owners keep.
        Unprocessable: the list cannot be used; each message names the line. The list before stays.
    """
    require(by, Permission.RULES_CHANGE)
    wards = _read(lines)
    session.execute(delete(WardPostcode))
    session.execute(insert(WardPostcode), [{"postcode": code, "ward": ward} for code, ward in wards.items()])
    told = {"postcodes": len(wards), "wards": len(set(wards.values()))}
    audit.record(session, by=by, action=Action.WARDS_LOADED, basis="role", counts=told)
    return len(wards)


def wards_of_postcodes(session: Session) -> dict[str, str]:
    """The ward of each postcode listed, in the form that `read_postcode` gives; empty where no list was loaded."""
    return {row.postcode: row.ward for row in session.execute(select(WardPostcode.postcode, WardPostcode.ward))}


def ward_of(wards: Mapping[str, str], *, postcode: str | None, address: str | None) -> str | None:
    """The ward somebody was told to live in; None where no postcode was told or it is not listed."""
    return wards.get(read_postcode(postcode or "") or postcode_in(address or ""))


def _read(lines: Iterable[str]) -> dict[str, str]:
    rows = csv.DictReader(lines)
    if not {"postcode", "ward"} <= set(rows.fieldnames or ()):
        raise _unusable(["The first line must name the columns postcode and ward."])
    wards: dict[str, str] = {}
    problems = []
    for row in rows:
        code, ward = read_postcode(row["postcode"] or ""), (row["ward"] or "").strip()
        if not is_postcode(code):
            problems.append(f"Line {rows.line_num} has no postcode.")
        elif not 0 < len(ward) <= LONGEST_NAME:
            problems.append(f"Line {rows.line_num} has no ward, or one of more than {LONGEST_NAME} letters.")
        elif wards.setdefault(code, ward) != ward:
            problems.append(f"Line {rows.line_num} puts a postcode into a second ward.")
    if not wards and not problems:
        problems.append("The list is empty.")
    if problems:
        raise _unusable(problems)
    return wards


def _unusable(problems: list[str]) -> Unprocessable:
    more = [f"And {len(problems) - 10} more lines."] if len(problems) > 10 else []
    return Unprocessable({"wards": [*problems[:10], *more]})
