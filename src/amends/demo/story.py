"""The frame of the story: whose chance, which moment it is told at, when the peak was."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

TODAY = date(2026, 11, 21)
AT = time(14)  # a moment that is on one day from Los Angeles to Shanghai
SPAN = 60  # days with orders, today included
PEAK_AGO = 10  # days
DOUBLE_ELEVEN = (11, 11)


@dataclass(frozen=True, slots=True)
class Story:
    """A demo is told by its seed and its moment (a day, and a time in UTC) alone."""

    seed: int
    today: date = TODAY
    at: time = AT

    @property
    def now(self) -> datetime:
        """Nothing happens after it."""
        return datetime.combine(self.today, self.at, UTC)

    @property
    def peak(self) -> date:
        return self.today - timedelta(days=PEAK_AGO)

    def in_season(self, text: str) -> str:
        """The text as it is said of this story's peak: at another time of the year it is not Double 11."""
        if (self.peak.month, self.peak.day) == DOUBLE_ELEVEN:
            return text
        return text.replace("双11", "大促").replace("双十一", "大促").replace("双十二", "下个大促")
