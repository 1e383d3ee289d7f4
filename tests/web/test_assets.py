"""What is served beside the pages: unchanged since it was built, complete, and fetching nothing from elsewhere."""

from __future__ import annotations

import hashlib
import re

from hub.web.appearance import STATIC

SHEETS = sorted(STATIC.glob("*.css"))
SCRIPTS = sorted([*STATIC.glob("*.js"), *STATIC.glob("*.mjs")])


def test_what_was_built_is_as_it_was_built() -> None:
    for line in (STATIC / "CHECKSUMS").read_text(encoding="utf-8").splitlines():
        checksum, name = line.split()
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == checksum, f"{name}: run `make assets`"


def test_both_licences_stand_beside_what_they_cover() -> None:
    licences = (STATIC / "LICENCES.txt").read_text(encoding="utf-8")
    assert "Crown Copyright" in licences
    assert "MoJ Frontend" in licences
    assert "MIT" in licences


def test_no_sheet_fetches_a_font_a_picture_or_another_sheet() -> None:
    for sheet in SHEETS:
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"@font-face|@import|url\(\s*['\"]?https?:", text), sheet.name
        assert "GDS Transport" not in text, sheet.name
        assert not re.search(r"url\((?!['\"]?data:)", text), sheet.name


def test_the_font_is_one_that_every_machine_has() -> None:
    built = (STATIC / "vendor.css").read_text(encoding="utf-8")
    named = set(re.findall(r"font-family:\s*([^;}]+)", built))
    assert named <= {"Arial,sans-serif", "sans-serif", "inherit"}


def test_no_script_reaches_another_host() -> None:
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"(?:import|from|fetch\()\s*['\"]https?:", text), script.name
        assert "sourceMappingURL" not in text, script.name
        assert not re.search(r"\beval\(|new Function\(|localStorage", text), script.name


def test_every_imported_script_is_there() -> None:
    for script in SCRIPTS:
        for name in re.findall(r"from ['\"]\./([^'\"]+)['\"]", script.read_text(encoding="utf-8")):
            assert (STATIC / name).is_file(), f"{script.name} imports {name}"
