"""Changed rules on their way to ruling, each step in its own transaction: `activated(world, RAISED)`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from hub import audit, clock, crypto, db, rulebook
from hub.actor import SYSTEM
from hub.audit import Action
from hub.crypto import DataKey
from hub.db import Base, reading, transaction
from hub.jobs.trying_drafts import try_next
from hub.rulebook import (
    PackActivation,
    RuleDraft,
    RulePack,
    ScreeningRun,
    ScreeningSubject,
    activating,
    backtests,
    drafts,
    packs,
    proposing,
)
from screening_rules import Pack, load_pack, shipped_files, shipped_pack
from screening_rules.loader import fingerprint
from screening_rules.writing import case_lines
from tests.factories.hub_world import World

Files = dict[str, str]
INFANTS, LEFT_ALONE = "children.injury_under_two", "children.left_alone"
LIMITS = "clocks/screening.clock.yaml"
LONG = "The age in the rule on injuries to babies, " + "Samplewoodshireness" * 5
REASON = "The procedure changed this autumn."


@cache
def path_of(rule: str) -> str:
    """The shipped file of a rule."""
    (found,) = [path for path, text in shipped_files().items() if text.startswith(f"id: {rule}\n")]
    return found


def renewed(rule: str, *changes: tuple[str, str], start: date | None = None) -> Files:
    """The files of a rule with one more version from that day on, today unless told: its newest, changed; and its examples again."""
    start, path, pack = start or clock.today(), path_of(rule), shipped_pack()
    newest = list(re.finditer(r"^  \d{4}-\d{2}-\d{2}:\n(?:    .*\n)+", pack.files[path], re.MULTILINE))[-1]
    version = f"  {start}" + newest[0][12:]
    for old, new in changes:
        assert old in version
        version = version.replace(old, new)
    cases_path, first = path.replace(".rule.yaml", ".cases.yaml"), pack.rules[rule].versions[0].start
    answered = [each for each in pack.cases if each.rule == rule and each.expect != "not_in_force"]
    again = [replace(each, name=f"{each.name}, again", on=start) for each in answered]
    again.append(replace(answered[0], name="the day before it changes", on=start - timedelta(days=1)))
    told = "".join(f"{line}\n" for case in again for line in case_lines(case, pack.facts, first))
    text = pack.files[path]
    return {path: text[: newest.end()] + version + text[newest.end() :], cases_path: pack.files[cases_path] + told}


def raised() -> Files:
    """The files of a rule for hurt infants, who are to be seen at once from today on."""
    return renewed(INFANTS, ("urgency: same_day", "urgency: act_now"))


def longer() -> Files:
    """The file of a limit that is 1,000 minutes from today on and was 5: nobody moves down in a backtest."""
    text = shipped_files()[LIMITS]
    begins = text.index("    2024-01-01:", text.index("\ndanger_acknowledgement:"))
    version = text[begins : text.index("\n\n", begins) + 1]
    newer = version.replace("2024-01-01", f"{clock.today()}").replace("elapsed_minutes: 5", "elapsed_minutes: 1000")
    return {LIMITS: text.replace(version, version + newer, 1)}


def lowered_from_today(*, besides: str = "") -> Files:
    """What changes where every rule has a version from today on with the lowest urgency there is."""
    found: Files = {}
    for rule in shipped_pack().rules.values():
        urgency = rule.versions[-1].urgency
        if rule.id != besides and urgency not in (None, "five_working_days"):
            found |= renewed(rule.id, (f"urgency: {urgency}", "urgency: five_working_days"))
    return found


def lowered() -> Files:
    """All files, and every urgency is the lowest there is, as if it had always been: to be tried, never proposed."""
    low = dict(shipped_files())
    for path, whole in low.items():
        if path.endswith(".rule.yaml"):
            for urgency in ("act_now", "same_day", "two_working_days"):
                whole = whole.replace(f"urgency: {urgency}", "urgency: five_working_days")
            low[path] = whole
    return low


def begun(world: World, changes: Files | None = None, *, by: str = "rules_owner", title: str = "Infants") -> RuleDraft:
    """A draft with these changes, infants seen at once unless others are given."""
    with transaction() as session:
        draft = drafts.begin(session, title=title, by=world.actor(by))
    return changed(world, draft, raised() if changes is None else changes, by=by)


def changed(
    world: World, draft: RuleDraft, changes: dict[str, str | None] | Files, *, by: str = "rules_owner"
) -> RuleDraft:
    """The draft after these changes."""
    with transaction() as session:
        seen = drafts.get_draft(session, draft.number).version
        return drafts.change_files(session, draft.number, dict(changes), seen_version=seen, by=world.actor(by)).draft


def with_version(rule: str, start: date) -> str:
    """The shipped file of a rule, with its newest version once more from another day on, for those under three."""
    whole = shipped_files()[path_of(rule)]
    (version,) = re.findall(r"^  2024-01-01:\n(?:    .*\n)+", whole, re.MULTILINE)
    return whole.replace(version, version + version.replace("2024-01-01", f"{start}").replace("under: 2", "under: 3"))


def held(number: int) -> RuleDraft:
    """The draft as it is stored now."""
    with reading() as session:
        return drafts.get_draft(session, number)


def asked(world: World, draft: RuleDraft) -> None:
    """A backtest of the draft waits for a worker."""
    with transaction() as session:
        backtests.ask(session, draft.number, by=world.actor("rules_owner"))


def tried(world: World, draft: RuleDraft, *, by: str = "rules_owner") -> int:
    """The draft was tried on the past; how many people it would move down."""
    with transaction() as session:
        asked = backtests.ask(session, draft.number, by=world.actor(by)).id
    assert try_next(backtest_id=asked, processes=1)
    with reading() as session:
        return proposing.moves_down(proposing.require_backtest(session, drafts.get_draft(session, draft.number)))


def proposed_as_it_is(world: World, draft: RuleDraft, *, down: int = 0, weaker: int = 0) -> RuleDraft:
    """The rules owner proposes the draft from today on, saying that they were shown so many who would move down."""
    with transaction() as session:
        return proposing.propose(
            session,
            draft.number,
            reason=REASON,
            start_on=clock.today(),
            moves_down_seen=down,
            weaker_seen=weaker,
            seen_version=draft.version,
            by=world.actor("rules_owner"),
        )


def proposed(
    world: World, changes: Files | None = None, *, by: str = "rules_owner", start_on: date | None = None
) -> RuleDraft:
    """A draft that waits for a second person."""
    draft = begun(world, changes, by=by)
    down = tried(world, draft, by=by)
    with transaction() as session:
        return proposing.propose(
            session,
            draft.number,
            reason=REASON,
            start_on=start_on or clock.today(),
            moves_down_seen=down,
            weaker_seen=len(proposing.what_weakens(session, drafts.get_draft(session, draft.number))),
            seen_version=draft.version,
            by=world.actor(by),
        )


def signed(world: World, draft: RuleDraft, *, by: str = "senior_manager") -> PackActivation:
    """The second person signed."""
    with transaction() as session:
        return activating.activate(session, draft.number, seen_version=draft.version, by=world.actor(by))


def activated(world: World, changes: Files | None = None, *, start_on: date | None = None) -> PackActivation:
    """Changed rules that two people brought to rule."""
    return signed(world, proposed(world, changes, start_on=start_on))


def slipped_in(files: Files) -> None:
    """The files stand in the database as the newest activated pack, past every step that would have stopped them."""
    _stand(f"poison-{fingerprint(files)}", files)


def in_force(files: Files, *, start_on: date | None = None) -> None:
    """The files rule from now or that day on, as an earlier release of the hub had them activated."""
    _stand(fingerprint(files), files, start_on)


def _stand(name: str, files: Files, start_on: date | None = None) -> None:
    with transaction() as session:
        if session.get(RulePack, name) is None:
            session.add(RulePack(fingerprint=name, files=packs.packed(files), stored_at=clock.now()))
            session.flush()
        number = packs.activations(session)[0].number + 1
        told = {"at": clock.now(), "activated_by": "x", "reason": "slipped in", "starts_on": start_on}
        session.add(PackActivation(number=number, fingerprint=name, **told))
        audit.record(session, by=SYSTEM, action=Action.PACK_ACTIVATED)


def ruling() -> str:
    """The fingerprint of the pack that rules now."""
    with reading() as session:
        return rulebook.active_pack(session).fingerprint


def run_and_subject(session: Session, concern_id: UUID) -> tuple[ScreeningRun, ScreeningSubject]:
    """The newest run over a concern and what it stored of the one person on it."""
    run = rulebook.latest_run(session, concern_id)
    (row,) = rulebook.subjects_of(session, run.id).values()
    return run, row


def destroy(session: Session, key: DataKey) -> None:
    """What the key sealed is gone for good."""
    crypto.destroy_key(key)
    session.flush()


def changed_behind_its_back(table: type[Base] = ScreeningSubject, **values: object) -> None:
    """Somebody with the database's password changed rows."""
    with db.bound_engine().begin() as connection:
        connection.execution_options(hub_migration=True).execute(update(table).values(**values))


def pack_of(files: Files) -> Pack:
    """The pack that the files are."""
    return load_pack(files)


def of_each_kind(world: World, day: date) -> dict[str, object]:
    """A draft of each kind: just begun, tried on the past, broken, waiting for a second person; and an earlier pack."""
    changes = {path_of(INFANTS): with_version(INFANTS, day)}
    activated(world)
    waits = begun(world, lowered_from_today(besides=INFANTS), title="Every urgency, lower")
    proposed_as_it_is(world, held(waits.number), down=tried(world, waits))
    already_tried = begun(world, changes, title=LONG)
    tried(world, already_tried)
    only_asked = begun(world, changes)
    asked(world, only_asked)
    return {
        "rules_draft": begun(world).number,
        "rules_tried": already_tried.number,
        "rules_asked": only_asked.number,
        "rules_waiting": waits.number,
        "rules_broken": begun(world, {"facts.yaml": "age_years: [\n", path_of(INFANTS): "id: [\n"}).number,
        "infants": INFANTS,
        "infants_file": path_of(INFANTS),
        "infants_version": day,
    }
