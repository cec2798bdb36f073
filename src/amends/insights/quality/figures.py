"""What is counted of answers: how long buyers waited, what was in time, which promises were kept."""

from dataclasses import dataclass, field
from datetime import datetime

FEW = 20  # below that, a share or a median says little
VIEWS = ("agent", "template", "channel", "shop", "issue_type")


@dataclass(frozen=True, slots=True)
class Waited:
    """How long buyers waited, in seconds; None where nobody did."""

    count: int = 0
    median_s: float | None = None
    p90_s: float | None = None

    @property
    def is_few(self) -> bool:
        """Whether there are too few for the figures to say much."""
        return self.count < FEW


@dataclass(frozen=True, slots=True)
class InTime:
    """Of so many answers that had a deadline, those that left before it."""

    count: int = 0
    in_time: int = 0

    @property
    def share(self) -> float | None:
        """A part of one; None where none had a deadline."""
        return self.in_time / self.count if self.count else None

    @property
    def is_few(self) -> bool:
        return self.count < FEW


@dataclass(frozen=True, slots=True)
class Promises:
    """What became of the moments we promised: `running` ones are neither kept nor broken yet."""

    kept: int = 0
    broken: int = 0
    running: int = 0

    @property
    def count(self) -> int:
        return self.kept + self.broken

    @property
    def share(self) -> float | None:
        """The kept ones as a part of one; None where none is over."""
        return self.kept / self.count if self.count else None

    @property
    def is_few(self) -> bool:
        return self.count < FEW


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it for one part of the answers. `key` is a user's or shop's id, a code, a day, or None."""

    key: str | int | datetime | None = None
    first: Waited = field(default_factory=Waited)
    every: Waited = field(default_factory=Waited)
    own: InTime = field(default_factory=InTime)
    platform: InTime = field(default_factory=InTime)
    promises: Promises = field(default_factory=Promises)
