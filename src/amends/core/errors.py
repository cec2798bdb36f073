"""Errors that a person may read: each names the place and the mend."""


class AmendsError(Exception):
    """Something a user can understand and put right.

    `code` is stable (for the API and for tests), `message` says what is wrong and where, `mend` what to do.
    `about`: the name the message is about, as it was typed; it is shown whatever the reader's language.
    """

    def __init__(self, code: str, message: str, *, mend: str = "", about: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.mend = mend
        self.about = about

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


class NotFound(AmendsError):
    """The thing named does not exist, or not for this person."""


class NotAllowed(AmendsError):
    """The person's role or shops do not permit this verb."""


class Refused(AmendsError):
    """The input as a whole cannot be taken (a file of unknown kind, a folder of another version)."""
