"""Secrets that must be read again, kept sealed with the installation's key."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from amends.core.errors import AmendsError


class NotOurSeal(AmendsError):
    """Sealed with another key, or for another purpose, or changed since."""

    def __init__(self) -> None:
        super().__init__(
            "seal_broken",
            "A stored password cannot be opened with this installation's key.",
            mend="Set the password again; see that AMENDS_SECRET_KEY is the one it was set with.",
        )


def seal(secret: str, *, key: str, purpose: str) -> str:
    """The secret as text that only the same `key` and `purpose` open; another text each time."""
    return _fernet(key, purpose).encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str, *, key: str, purpose: str) -> str:
    """What was sealed. Raises NotOurSeal."""
    try:
        return _fernet(key, purpose).decrypt(sealed.encode("ascii", "replace")).decode()
    except InvalidToken:
        raise NotOurSeal from None


def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
