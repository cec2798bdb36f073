"""Pages by keyset: the answer's `next` is what the next request says as `after`."""

from datetime import datetime

from amends.core.errors import Refused

MOST, USUAL = 200, 50


def place(at: datetime, row_id: int) -> str:
    """The place of a row in a list that goes by time and id."""
    return f"{at.isoformat()}_{row_id}".replace("+00:00", "Z")


def place_read(text: str) -> tuple[datetime, int] | None:
    """Time and id of a place; None for the beginning. Raises Refused (place_bad)."""
    if not text:
        return None
    at, _, row_id = text.rpartition("_")
    try:
        found = datetime.fromisoformat(at), int(row_id)
    except ValueError:
        raise _bad(text) from None
    if found[0].tzinfo is None or not 0 <= found[1] < 2**63:
        raise _bad(text)
    return found


def number_read(text: str) -> int | None:
    """A place that is an id alone. Raises Refused (place_bad)."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise _bad(text)
    return int(text)


def _bad(text: str) -> Refused:
    return Refused(
        "place_bad", f"{text[:60]!r} is no place in this list.", mend="Send back a `next` as it came."
    )
