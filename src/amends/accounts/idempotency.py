"""A program may ask again after a lost answer: under the same key nothing is done twice."""

import hashlib
from collections.abc import Callable, Iterable

from django.db import transaction

from amends.accounts.models import ApiRequest
from amends.accounts.tokens import TokenHolder
from amends.core import clock
from amends.core.errors import AmendsError, Refused

LONGEST_KEY = 200


def fingerprint(*parts: str | bytes | Iterable[bytes]) -> bytes:
    """The SHA-256 of what a request asks for."""
    digest = hashlib.sha256()
    for part in parts:
        for piece in (part,) if isinstance(part, str | bytes) else part:
            octets = piece.encode("utf-8", "surrogatepass") if isinstance(piece, str) else piece
            digest.update(octets)
        digest.update(b"\x1f")
    return digest.digest()


def once(holder: TokenHolder, key: str, asked: bytes, do: Callable[[], int]) -> tuple[int, bool]:
    """The id of what `do` made, and whether it was made earlier under the same key.

    Without a key it is done each time. Two at the same moment wait for one another. What fails may be asked
    again under its key. Raises Refused: idempotency_key_bad, idempotency_key_reused for another request.
    """
    if not key:
        return do(), False
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Refused(
            "idempotency_key_bad",
            f"The Idempotency-Key has more than {LONGEST_KEY} signs, or some that cannot be shown.",
            mend="Send a new random one, for example a UUID.",
        )
    failure: AmendsError | None = None
    with transaction.atomic():
        row, is_new = _row(holder, key, asked)
        if not is_new:
            return _made(row, asked), True
        try:
            made = do()
        except AmendsError as error:  # what the verb has kept, such as a draft, stays
            row.delete()
            failure = error
        else:
            row.made_id = made
            row.save(update_fields=["made_id"])
    if failure is not None:
        raise failure
    return made, False


def _row(holder: TokenHolder, key: str, asked: bytes) -> tuple[ApiRequest, bool]:
    return ApiRequest.objects.get_or_create(
        token_id=holder.token_id,
        key=key,
        defaults={
            "organisation_id": holder.actor.organisation_id,
            "sha256": asked,
            "created_at": clock.now(),
        },
    )


def _made(row: ApiRequest, asked: bytes) -> int:
    if bytes(row.sha256) != asked or row.made_id is None:
        raise Refused(
            "idempotency_key_reused",
            "This Idempotency-Key was sent with another request.",
            mend="Send a new key for a new request.",
        )
    return row.made_id
