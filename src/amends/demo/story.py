"""The frame of the story: whose chance, which day it is, when the peak was."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

TODAY = date(2026, 11, 21)
SPAN = 60  # days with orders, today included
PEAK_AGO = 10  # days


@dataclass(frozen=True, slots=True)
class Story:
    """A demo is told by its seed and its day alone."""

    seed: int
    today: date = TODAY

    @property
    def now(self) -> datetime:
        """A moment that is on `today` from Los Angeles to Shanghai; nothing happens after it."""
        return datetime(self.today.year, self.today.month, self.today.day, 14, tzinfo=UTC)

    @property
    def peak(self) -> date:
        return self.today - timedelta(days=PEAK_AGO)
