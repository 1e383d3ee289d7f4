"""What can go wrong, in the words of the work: what happened and what to do. Messages never carry personal data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class HubError(Exception):
    """A refusal the person can be told about; `status` is its HTTP meaning."""

    status = 400
    title = "There is a problem"

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class NotSignedIn(HubError):
    """Nobody is signed in, or the session has ended."""

    status = 401
    title = "Sign in to continue"


class NotAllowed(HubError):
    """This person may not do this; the refusal gets its own leaf. `permission` names what was asked for."""

    status = 403
    title = "You cannot do this"

    def __init__(self, message: str, *, permission: str = "", object_type: str = "", object_id: str = "") -> None:
        super().__init__(message)
        self.permission, self.object_type, self.object_id = permission, object_type, object_id


class NotFound(HubError):
    """There is no such record, or none that this person may know of: the two are told apart by nobody.

    Where a record was asked for by name, `object_type` is set and the refusal gets its leaf, whether there is one or not.
    """

    status = 404
    title = "Page not found"

    def __init__(
        self,
        message: str = "There is nothing here that you can open.",
        *,
        object_type: str = "",
        object_id: str = "",
    ) -> None:
        super().__init__(message)
        self.object_type, self.object_id = object_type, object_id


class Conflict(HubError):
    """Somebody else changed this first; nothing was saved and nothing typed is lost."""

    status = 409
    title = "Somebody else changed this"


class OutOfOrder(HubError):
    """The step does not follow from where the work stands."""

    status = 409
    title = "This cannot be done now"


class NotBegun(OutOfOrder):
    """A meeting is to be recorded before it starts."""

    title = "This meeting has not begun"


class Unprocessable(HubError):
    """What was sent cannot be used; `fields` maps a dotted field name to its messages."""

    status = 422
    title = "There is a problem"

    def __init__(self, fields: Mapping[str, Sequence[str]], message: str = "Check what you entered.") -> None:
        super().__init__(message)
        self.fields = {name: tuple(words) for name, words in fields.items()}


class TooManyAttempts(HubError):
    """Slow down; `wait_seconds` says for how long."""

    status = 429
    title = "Wait a moment"

    def __init__(self, message: str, *, wait_seconds: int) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class Unavailable(HubError):
    """The service cannot do this now (database, audit or keys); nothing was saved unless the page says so."""

    status = 503
    title = "The service is not available"


class StartRefused(HubError):
    """The hub must not start like this; the process ends with exit code 78 (configuration)."""

    status = 503
    title = "The hub did not start"
    exit_code = 78
