"""One reader for every JSON body: no duplicate keys, no NaN or Infinity, nothing deeper than twenty, only whole Unicode."""

from __future__ import annotations

import json
import re
from typing import Any

from werkzeug.http import parse_options_header

from hub.errors import HubError

DEEPEST = 20
_HALF_SIGNS = re.compile("[\ud800-\udfff]")


class Unreadable(HubError):
    """The body is not JSON that can be read one way only; nothing was received."""

    status = 400
    title = "The body could not be read"


class NotJson(HubError):
    """The body says that it is something else; nothing was received."""

    status = 415
    title = "The body is not JSON"


def read_json(body: bytes, content_type: str | None) -> dict[str, Any]:
    """The object that `body` holds. A broken half of a sign, which no text can hold, becomes U+FFFD.

    Raises:
        NotJson: it is said to be something else, or in another encoding than UTF-8.
        Unreadable: it is not one JSON object, or could be read in two ways.
    """
    _refuse_other_types(content_type or "")
    try:
        text = body.decode("utf-8")
        _refuse_deep(text)
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise Unreadable("The body is not UTF-8. Send it as UTF-8.") from None
    except (ValueError, RecursionError):
        raise Unreadable("The body is not JSON. Nothing was received.") from None
    if not isinstance(found, dict):
        raise Unreadable("Send one JSON object.")
    whole: dict[str, Any] = _whole_signs(found)
    return whole


def _refuse_other_types(content_type: str) -> None:
    kind, options = parse_options_header(content_type)
    if kind.lower() != "application/json" or options.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise NotJson("Send the body as Content-Type: application/json, in UTF-8.")


def _refuse_deep(text: str) -> None:
    depth, in_string, escaped = 0, False, False
    for sign in text:
        if in_string:
            escaped, in_string = (sign == "\\" and not escaped), sign != '"' or escaped
        elif sign == '"':
            in_string = True
        elif sign in "[{":
            depth += 1
            if depth > DEEPEST:
                raise Unreadable(f"The body is nested more than {DEEPEST} deep.")
        elif sign in "]}":
            depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("A name stands twice in one object. Send each name once.")
    return found


def _refuse_constant(_name: str) -> Any:
    raise Unreadable("NaN and Infinity are not numbers that can be kept.")


def _whole_signs(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF_SIGNS.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole_signs(each) for each in value]
    if isinstance(value, dict):
        return {_whole_signs(name): _whole_signs(each) for name, each in value.items()}
    return value
