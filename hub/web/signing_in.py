"""Signing in and out: password, one-time code, setting either up, and the warning before a session ends."""

from __future__ import annotations

import segno
from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, session, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from hub import accounts
from hub.accounts import SignedIn, SignInOutcome, SignInState
from hub.db import reading, transaction
from hub.demo.people import demo_people
from hub.errors import NotSignedIn
from hub.web.addresses import safe_next
from hub.web.around import tell
from hub.web.cookies import drop_cookie, read_cookie, set_cookie
from hub.web.resuming import forget_the_stranger
from hub.web.signed_in import session_now, settings_now

pages = Blueprint("signing_in", __name__)
REFUSED = "The username or the password is not right."
CODE_REFUSED = "The code is not right, or it was used before. Wait for the next one."
_SECRET_LASTS_SECONDS = 600


@pages.get("/sign-in")
def sign_in() -> Response | AnyResponse:
    """The page that asks for username and password."""
    known = session_now()
    if known and known.is_complete:
        return redirect(url_for("start.show"), 303)
    return _sign_in_page(username=request.args.get("as", ""))


@pages.post("/sign-in")
def try_sign_in() -> Response | AnyResponse:
    """Signed in, sent on to the second factor, or told that something was not right and nothing else."""
    settings, form = settings_now(), request.form
    with transaction() as work:
        outcome = accounts.sign_in(
            work,
            username=form.get("username", ""),
            password=form.get("password", ""),
            address=request.remote_addr or "",
            settings=settings,
            cookie=read_cookie(settings),
        )
    if outcome.state in {SignInState.REFUSED, SignInState.WAIT}:
        return _sign_in_page(username=form.get("username", ""), outcome=outcome)
    return _onwards(outcome)


@pages.get("/sign-in/code")
def code() -> Response | AnyResponse:
    """The page that asks for the code from an authenticator app."""
    _half()
    return _page("signing_in/code.html")


@pages.post("/sign-in/code")
def try_code() -> Response | AnyResponse:
    """Signed in, or told that the code was not right."""
    half, settings = _half(), settings_now()
    with transaction() as work:
        outcome = accounts.give_code(
            work,
            half,
            request.form.get("code", ""),
            address=request.remote_addr or "",
            settings=settings,
            cookie=read_cookie(settings),
        )
    if outcome.state is not SignInState.DONE:
        return _page("signing_in/code.html", outcome=outcome, error=CODE_REFUSED)
    return _onwards(outcome)


@pages.get("/sign-in/second-factor")
def second_factor() -> Response | AnyResponse:
    """The page with the secret for an authenticator app, as a picture and as text."""
    return _second_factor_page(_half(), accounts.new_secret())


@pages.post("/sign-in/second-factor")
def try_second_factor() -> Response | AnyResponse:
    """The second factor is set up and the officer signed in, or they are shown the same secret again."""
    half, settings = _half(), settings_now()
    secret = _opened_secret(half, request.form.get("kept", ""))
    with transaction() as work:
        outcome = accounts.set_second_factor(
            work,
            half,
            secret,
            request.form.get("code", ""),
            address=request.remote_addr or "",
            settings=settings,
            cookie=read_cookie(settings),
        )
    if outcome.state is not SignInState.DONE:
        return _second_factor_page(half, secret, outcome)
    return _onwards(outcome)


@pages.get("/sign-in/set-up")
def set_up() -> Response | AnyResponse:
    """The page where an officer sets their password with a code from an administrator."""
    return _page("signing_in/set_up.html", username="", errors={})


@pages.post("/sign-in/set-up")
def try_set_up() -> Response | AnyResponse:
    """The password is set and the officer may sign in, or they are told what to mend."""
    form = request.form
    with transaction() as work:
        outcome = accounts.set_up_password(
            work,
            username=form.get("username", ""),
            code=form.get("code", ""),
            password=form.get("password", ""),
            address=request.remote_addr or "",
            settings=settings_now(),
        )
    if outcome.is_set:
        tell("Your password is set. Sign in with it.")
        return redirect(url_for("signing_in.sign_in"), 303)
    errors = {name: words[0] for name, words in outcome.errors.items()}
    waits = SignInOutcome(SignInState.WAIT, wait_seconds=outcome.wait_seconds) if outcome.wait_seconds else None
    return _page("signing_in/set_up.html", outcome=waits, status=422, username=form.get("username", ""), errors=errors)


@pages.post("/sign-out")
def sign_out() -> Response | AnyResponse:
    """The session has ended, here and in the browser."""
    known = session_now()
    if known is not None:
        with transaction() as work:
            accounts.sign_out(work, known)
    session.clear()
    response = redirect(url_for("signing_in.sign_in", signed_out=1), 303)
    drop_cookie(response, settings_now())
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@pages.get("/session/left")
def seconds_left() -> Response:
    """How long the session still has; asking never extends it."""
    return _left(session_now())


@pages.post("/session/stay")
def stay() -> Response | AnyResponse:
    """The idle limit starts again, if the session is still there."""
    known = session_now()
    if known is not None and known.is_complete:
        with transaction() as work:
            accounts.stay_signed_in(work, known)
        with reading() as look:
            known = accounts.find_session(look, read_cookie(settings_now()), settings=settings_now())
    if "text/html" in request.headers.get("Accept", ""):
        return redirect(url_for("start.show"), 303)
    return _left(known)


def _left(known: SignedIn | None) -> Response:
    return jsonify(seconds_left=known.seconds_left if known and known.is_complete else 0)


def _half() -> SignedIn:
    """The session of somebody whose password was right.

    Raises:
        NotSignedIn: there is none; the password comes first.
    """
    known = session_now()
    if known is None or known.is_complete:
        raise NotSignedIn("Enter your username and password first.")
    return known


def _onwards(outcome: SignInOutcome) -> AnyResponse:
    """To the next step of signing in or, once that is done, to the page asked for; under a fresh cookie either way."""
    asked = request.args.get("next", "")
    steps = {SignInState.CODE_WANTED: "signing_in.code", SignInState.SET_UP_WANTED: "signing_in.second_factor"}
    step = steps.get(outcome.state)
    address = url_for(step, next=asked or None) if step else safe_next(asked)
    forget_the_stranger(asked, is_signed_in=step is None)
    response = redirect(address, 303)
    set_cookie(response, outcome.cookie, settings_now())
    return response


def _sign_in_page(*, username: str, outcome: SignInOutcome | None = None) -> Response:
    settings = settings_now()
    return _page(
        "signing_in/sign_in.html",
        outcome=outcome,
        error=REFUSED,
        username=username,
        people=demo_people() if settings.is_demo else None,
        one_step=settings.is_demo and not settings.second_factor,
        signed_out="signed_out" in request.args,
    )


def _second_factor_page(half: SignedIn, secret: str, outcome: SignInOutcome | None = None) -> Response:
    issuer = f"{settings_now().council} safeguarding hub"
    address = accounts.set_up_address(secret, username=half.actor.name, issuer=issuer)
    picture = segno.make(address, error="m").svg_data_uri(scale=5)
    kept = _keeper(half).dumps(secret)
    return _page(
        "signing_in/second_factor.html", outcome=outcome, error=CODE_REFUSED, picture=picture, secret=secret, kept=kept
    )


def _keeper(half: SignedIn) -> URLSafeTimedSerializer:
    """Signs the secret on its way through the page, for this session alone."""
    return URLSafeTimedSerializer(settings_now().secret_key, salt=f"second-factor:{half.id_hash.hex()}")


def _opened_secret(half: SignedIn, kept: str) -> str:
    try:
        return str(_keeper(half).loads(kept, max_age=_SECRET_LASTS_SECONDS))
    except BadSignature:
        raise NotSignedIn("Setting up took too long. Enter your username and password again.") from None


def _page(
    template: str, *, outcome: SignInOutcome | None = None, error: str = "", status: int = 200, **content: object
) -> Response:
    """The page; after a failed try with its message, which is the same whoever was tried."""
    wait = outcome.wait_seconds if outcome else 0
    if wait:
        error, status = f"There were too many tries. Wait {_spoken(wait)}, then try again.", 429
    elif outcome is not None:
        status = 422
    asked = request.args.get("next", "")
    html = render_template(template, error=error if outcome else "", asked=asked, **content)
    response = make_response(html, status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _spoken(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"{seconds} seconds" if seconds < 60 else f"{minutes} minute{'s' if minutes > 1 else ''}"
