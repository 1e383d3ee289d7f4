"""Checkpoints kept elsewhere are read as people keep them; a file in which nothing was compared never passes for a check."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from hub import audit, crypto, db
from hub.audit import verifier
from hub.audit.verifier import Report, check_proof, read_kept
from hub.jobs.sending import message_of
from hub.notices import checkpoint_mail
from tests.audit.evidence import Evidence


def as_sent(note: str) -> EmailMessage:
    """The mail with the checkpoint as it goes out."""
    mail = checkpoint_mail(to="dpo@council.example", note=note)
    return message_of(
        mail, message_id="m1", written_at=datetime(2026, 11, 20, tzinfo=UTC), sender="hub@council.example"
    )


def with_footer(note: str) -> bytes:
    """The mail after a gateway has put it beside a footer."""
    sent = as_sent(note)
    sent.make_mixed()
    sent.add_attachment("This mail was scanned.\n")
    return sent.as_bytes()


def quoted(note: str) -> bytes:
    return "".join(f"> {line}\n" for line in ("Dear Iain,", "", *note.splitlines())).encode()


def broken_over_lines(note: str) -> bytes:
    *said, signature = note.splitlines()
    return "\n".join([*said, signature[:70], signature[70:], "", "Kind regards"]).encode()


def copied_from_a_page(note: str) -> bytes:
    """Each line apart, with the dash that the program makes of it, and spaces that do not break."""
    return b"Kept:\n\n" + note.replace("\n", "\n\n").replace("— ", "–\xa0").encode()


WAYS: dict[str, Callable[[str], bytes]] = {
    "as printed": str.encode,
    "from another system": lambda note: note.replace("\n", "\r\n").encode(),
    "in UTF-16": lambda note: note.encode("utf-16"),
    "a mail as sent": lambda note: as_sent(note).as_bytes(),
    "a mail with a footer": with_footer,
    "a mailbox": lambda note: (
        b"From hub Fri Nov 20\n" + as_sent(note).as_bytes() + b"\nFrom x Sat Nov 21\nSubject: y\n\nno\n"
    ),
    "quoted": quoted,
    "quoted twice": lambda note: quoted(quoted(note).decode()),
    "broken over lines": broken_over_lines,
    "copied": copied_from_a_page,
}


def checked_with(evidence: Evidence, text: str) -> Report:
    """What the bundle comes to with a file that says this, be it nothing at all."""
    if not evidence.bundles:
        evidence.checked()
    folder = evidence.folder / f"bundle-{evidence.bundles}"
    return verifier.verify(folder, trusted=text, public_key=crypto.checkpoint_public_key(), processes=1)


def read(tmp_path: Path, raw: bytes) -> str:
    file = tmp_path / "kept"
    file.write_bytes(raw)
    return read_kept(file)


def test_a_checkpoint_is_read_however_it_was_kept(evidence: Evidence, tmp_path: Path) -> None:
    for way, kept_as in WAYS.items():
        text = read(tmp_path, kept_as(evidence.kept))
        assert verifier.kept_in(text) == ([evidence.kept], []), way
        report = checked_with(evidence, text)
        assert (report.faults, report.is_rollback_checked, report.kept) == ([], True, 1)
        assert "Compared with 1 checkpoints kept elsewhere; the newest is of 10 entries." in report.remarks


NOTHING = {
    "empty": b"",
    "something else": b"hello\n",
    "a mail without one": message_of(
        checkpoint_mail(to="a@b.example", note=""),
        message_id="m",
        written_at=datetime(2026, 1, 1, tzinfo=UTC),
        sender="h",
    ).as_bytes(),
    "a picture": bytes(range(256)),
}
SPOILED: dict[str, Callable[[str], str]] = {
    "the signature cut": lambda note: note[:-20] + "\n",
    "the signature gone": lambda note: note.partition("—")[0],
    "the root cut": lambda note: note.replace("=\n\n", "\n\n"),
    "the size gone": lambda note: note.replace("\n10\n", "\n"),
    "the name gone": lambda note: note.partition("\n")[2],
    "still as it was sent": lambda note: as_sent(note).as_bytes().decode().partition("\n\n")[2],
}


def is_said_not_compared(report: Report) -> bool:
    """Whether the report does not claim that rollback was checked, and does not pass."""
    return not report.is_rollback_checked and {each.kind for each in report.faults} >= {"trusted_empty"}


def test_a_file_without_a_checkpoint_is_no_check(evidence: Evidence, tmp_path: Path) -> None:
    for name, raw in NOTHING.items():
        assert is_said_not_compared(checked_with(evidence, read(tmp_path, raw))), name


def test_a_spoiled_checkpoint_is_named_even_beside_a_good_one(evidence: Evidence, tmp_path: Path) -> None:
    for name, spoil in SPOILED.items():
        spoiled = read(tmp_path, spoil(evidence.kept).encode())
        assert verifier.kept_in(spoiled)[1] != [], name
        assert is_said_not_compared(checked_with(evidence, spoiled)), name
        both = checked_with(evidence, f"{spoiled}\n\n{evidence.kept}")
        assert both.is_rollback_checked
        assert {each.kind for each in both.faults} == {"trusted_unreadable"}, name


def test_a_check_that_passes_over_what_it_does_not_know_is_found_out(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: nothing is said of a file without a checkpoint."""
    monkeypatch.setattr(verifier, "kept_faults", lambda *_: [])
    assert not is_said_not_compared(checked_with(evidence, "hello\n"))


def test_a_proof_is_held_to_a_mail_too_and_to_nothing_by_an_empty_file(evidence: Evidence, tmp_path: Path) -> None:
    with db.reading() as session:
        proof = audit.growth_proof(session, 5, 10)
    good = check_proof(proof, trusted=read(tmp_path, as_sent(evidence.kept).as_bytes()))
    assert (good.faults, good.is_rollback_checked) == ([], True)
    assert is_said_not_compared(check_proof(proof, trusted="hello\n"))


def test_the_check_that_travels_alone_says_so_too(
    evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "PIECE", 4096)  # as the file has it
    evidence.checked()
    kept = tmp_path / "kept.eml"
    verify = [sys.executable, "-I", str(tmp_path / "bundle-1" / "verify.py"), str(tmp_path / "bundle-1"), "--json"]
    for raw, code in ((as_sent(evidence.kept).as_bytes(), 0), (b"hello\n", 1)):
        kept.write_bytes(raw)
        done = subprocess.run([*verify, "--trusted", str(kept)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (code, "")
        assert json.loads(done.stdout)["is_rollback_checked"] is (code == 0)


@pytest.mark.parametrize(
    "held", ["[]", "{}", "3", '{"format": "hub-proof/1"}', '{"format": "hub-proof/1", "epochs": 3}', "[" * 100_000]
)
def test_a_file_that_is_no_proof_is_said_to_be_none(tmp_path: Path, held: str) -> None:
    (tmp_path / "proof.json").write_text(held)
    command = [sys.executable, "-I", verifier.__file__, str(tmp_path / "proof.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The bundle cannot be read")
    assert "Traceback" not in done.stderr
