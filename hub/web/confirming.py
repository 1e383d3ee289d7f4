"""Who is signed in says once more who they are, before something that cannot be taken back."""

from __future__ import annotations

from flask import request

from hub import accounts
from hub.db import transaction
from hub.errors import NotSignedIn, Unprocessable
from hub.web.signed_in import officer, session_now, settings_now
from hub.web.typed import Field, Typed


def confirming_fields(typed: Typed) -> list[Field]:
    """The officer's password and, where the hub asks for one, a code; neither is ever shown again."""
    fields = [typed.text("password", "Your password", kind="password", autocomplete="current-password")]
    if settings_now().second_factor:
        code = typed.text("code", "Code from your app", width=10, autocomplete="one-time-code", inputmode="numeric")
        fields.append({**code, "value": ""})
    return [{**each, "value": ""} for each in fields]


def confirm_to_take_out() -> None:
    """Return only if the officer is who they say, and takes out no more than work needs; this one is counted.

    Raises:
        NotSignedIn, Unprocessable: as for `confirm_again`.
        TooManyAttempts: they have taken out as many records as are allowed within some minutes.
    """
    confirm_again()
    with transaction() as session:
        accounts.count_use(session, "export", officer().acting_officer_id)


def confirm_again() -> None:
    """Return only if the officer is who they say.

    Raises:
        NotSignedIn: nobody is signed in.
        Unprocessable: the password or the code is wrong; that has its leaf.
    """
    known = session_now()
    if known is None:
        raise NotSignedIn("Sign in to continue.")
    with transaction() as session:
        wrong = accounts.confirm_again(
            session,
            known,
            password=request.form.get("password", ""),
            code=request.form.get("code", ""),
            address=request.remote_addr or "",
            settings=settings_now(),
        )
    if wrong:
        raise Unprocessable({name: [words] for name, words in wrong.items()})
