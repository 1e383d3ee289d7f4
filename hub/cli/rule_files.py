"""Rule files read from a folder."""

from __future__ import annotations

from pathlib import Path

from hub.errors import Unprocessable


def files_in(folder: Path | str) -> dict[str, str]:
    """The rule files below the folder, by path.

    Raises:
        Unprocessable: there is no such folder.
    """
    top = Path(folder)
    if not top.is_dir():
        raise Unprocessable({"folder": [f"There is no folder {top}."]})
    found = {path.relative_to(top).as_posix(): path for path in sorted(top.rglob("*.yaml"))}
    return {name: path.read_text("utf-8") for name, path in found.items()}
