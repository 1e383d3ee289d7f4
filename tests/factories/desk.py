"""People who sign in: the officers of a `World`, with a second factor where wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pyotp

from hub import accounts, audit, clock, db
from hub.accounts import Officer, SignedIn, SignInOutcome
from hub.actor import OPERATOR
from hub.audit import Action
from hub.config import Settings
from tests.factories.hub_world import PASSWORD, World

HERE = "192.0.2.7"


@dataclass
class Desk:
    """Signing in as the officers of a world, by name ("duty_worker"); `settings` are the world's until a test changes them."""

    world: World
    settings: Settings

    def with_second_factor(self) -> Desk:
        """The same desk where every officer is asked for a code as well."""
        self.settings = replace(self.settings, second_factor=True)
        return self

    def id_of(self, name: str) -> UUID:
        """The officer's id."""
        return self.world.actor(name).acting_officer_id

    def give_app(self, name: str) -> str:
        """The officer has an authenticator app; its secret."""
        secret = accounts.new_secret()
        with db.transaction() as session:
            session.get_one(Officer, self.id_of(name)).one_time_secret = secret
            audit.record(session, by=OPERATOR, action=Action.SECOND_FACTOR_SET)
        return secret

    def try_username(
        self, username: str, password: str = PASSWORD, *, code: str = "", address: str = HERE, cookie: str = ""
    ) -> SignInOutcome:
        """What comes of trying this username."""
        with db.transaction() as session:
            return accounts.sign_in(
                session,
                username=username,
                password=password,
                code=code,
                address=address,
                settings=self.settings,
                cookie=cookie,
            )

    def try_officer(
        self, name: str, password: str = PASSWORD, *, code: str = "", address: str = HERE, cookie: str = ""
    ) -> SignInOutcome:
        """What comes of trying this officer."""
        return self.try_username(name.replace("_", "."), password, code=code, address=address, cookie=cookie)

    def signed_in(self, cookie: str) -> SignedIn | None:
        """Who holds the cookie now."""
        with db.reading() as session:
            return accounts.find_session(session, cookie, settings=self.settings)

    def sign_in(self, name: str) -> SignedIn:
        """The officer, signed in."""
        found = self.signed_in(self.try_officer(name).cookie)
        assert found is not None
        return found


def code_now(secret: str, *, steps: int = 0) -> str:
    """The code that an app shows now, or some steps of 30 seconds from now."""
    return str(pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * steps)))
