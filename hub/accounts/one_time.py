"""One-time passwords as a second factor (RFC 6238): one step either side, and none is taken twice."""

from __future__ import annotations

import pyotp
from sqlalchemy import update
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts.models import Officer, OneTimeCounter
from hub.accounts.throttling import insert_for

STEPS_EITHER_SIDE = 1


def new_secret() -> str:
    """A random secret for an authenticator app: 160 bits, in base 32."""
    return str(pyotp.random_base32())


def set_up_address(secret: str, *, username: str, issuer: str) -> str:
    """The otpauth address that an authenticator app reads from the QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer))


def matching_counter(secret: str, code: str) -> int | None:
    """The time step whose password this is, now or one step either side; None when it is none of them."""
    digits = "".join(sign for sign in code if not sign.isspace())
    if not (digits.isascii() and digits.isdigit()):
        return None
    maker = pyotp.TOTP(secret)
    step = int(clock.now().timestamp()) // maker.interval
    near = range(step - STEPS_EITHER_SIDE, step + STEPS_EITHER_SIDE + 1)
    # every candidate is compared, so that the time taken does not tell which one matched
    return max((at for at in near if pyotp.utils.strings_equal(digits, maker.generate_otp(at))), default=None)


def accept_code(session: Session, officer: Officer, code: str) -> bool:
    """Whether this is a password of the officer's that nobody used before; from now on it is used."""
    secret = officer.one_time_secret
    counter = matching_counter(secret, code) if secret else None
    return counter is not None and use_counter(session, officer, counter)


def use_counter(session: Session, officer: Officer, counter: int) -> bool:
    """Whether the step was still unused, in one compare-and-set; from now on it and all earlier ones are used."""
    raised = session.execute(
        update(OneTimeCounter)
        .where(OneTimeCounter.officer_id == officer.id, OneTimeCounter.counter < counter)
        .values(counter=counter)
        .execution_options(synchronize_session=False)
        .returning(OneTimeCounter.counter)
    ).first()
    if raised is not None:
        return True
    first = insert_for(session, OneTimeCounter).values(officer_id=officer.id, counter=counter)
    return session.execute(first.on_conflict_do_nothing().returning(OneTimeCounter.counter)).first() is not None
