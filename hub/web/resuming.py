"""A form that met a session which had ended: whoever filled it in is told so at signing in, and on the page they come back to."""

from __future__ import annotations

from flask import request, session

from hub.web.around import tell

SENDING = "concerns.send"
AT_SIGN_IN = {
    SENDING: "It was not sent. What was saved as a draft is kept. Sign in, then press Send again.",
    "": "What you entered last was not saved or sent. What was saved as a draft is kept. Sign in, then do it again.",
}
ON_RETURN = {
    SENDING: "It was not sent, because your session had ended. Press Send again.",
    "": "What you entered last was not saved or sent, because your session had ended. Do it again.",
}
_KEPT = "not_done"


def note_not_done(page: str) -> str:
    """What to say at signing in of the form that was posted, kept for the return to `page`; empty where none was."""
    if request.method != "POST" or (request.endpoint or "").startswith("signing_in."):
        return ""
    kind = SENDING if request.endpoint == SENDING else ""
    session[_KEPT] = [page, kind]
    return AT_SIGN_IN[kind]


def forget_the_stranger(page: str, *, is_signed_in: bool) -> None:
    """The browser's cookie is empty but for what was not done, which is told once its page is come back to."""
    kept = session.get(_KEPT)
    session.clear()
    if kept and not is_signed_in:
        session[_KEPT] = kept
    elif kept and kept[0] == page:
        tell(ON_RETURN[kept[1]], "important")
