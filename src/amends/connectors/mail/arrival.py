"""When a mail came to the mailbox it lies in, by what its own server wrote above everybody else's words."""

from datetime import UTC, datetime

from amends.connectors.mail.dates import moment_of
from amends.connectors.mail.head import Head

LONGEST_DATE = 60


def arrival_of(head: Head) -> datetime | None:
    """The moment of the topmost Received field, in UTC; None where there is none that says it."""
    written = (head.first("received") or b"").rpartition(b";")[2].strip()[:LONGEST_DATE]
    try:
        moment = moment_of(written.decode("latin-1"))
        return moment.astimezone(UTC) if moment.tzinfo is not None and moment.year >= 1995 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
