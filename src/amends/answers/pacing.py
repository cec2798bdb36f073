"""How fast a group is written to, and for how long a text holds."""

from datetime import datetime, timedelta

MOST_MEMBERS = 500
BETWEEN = timedelta(seconds=2)  # a relay takes one mail a second; a person may still want to stop
HOLDS = timedelta(hours=8)  # what is promised "by …" must not be stale when it leaves


def next_after(now: datetime) -> datetime:
    """When the next member may be written to."""
    return now + BETWEEN


def is_stale(filled_at: datetime, now: datetime) -> bool:
    """Whether a text has lain too long to be sent unread."""
    return now - filled_at > HOLDS
