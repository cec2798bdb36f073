"""What is found in a text that is to go out, and what is known of the case it belongs to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from amends.core.errors import AmendsError

KINDS = ("order_message", "dispute_message", "review_request")
LANGUAGES = ("en", "zh-Hans", "fr")
ERROR, WARNING = "error", "warning"


class BadLint(AmendsError):
    """A text, marketplace, language or kind that cannot be judged."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the text may speak of. A field that is empty is not known, and nothing is held against it.

    `amounts` are pairs of value and ISO currency, `dates` are civil days, `names` are those of buyer and
    recipient, or texts in which these stand, `allowed_contacts` are addresses and telephone numbers that may
    be told. `spoken_of` are amounts that the conversation names, `up_to` is what may be offered at most: both
    may be spoken of, but not told as paid or paid back.
    """

    order_numbers: tuple[str, ...] = ()
    tracking_numbers: tuple[str, ...] = ()
    amounts: tuple[tuple[Decimal, str], ...] = ()
    dates: tuple[date, ...] = ()
    names: tuple[str, ...] = ()
    issue_types: tuple[str, ...] = ()
    allowed_contacts: tuple[str, ...] = ()
    spoken_of: tuple[tuple[Decimal, str], ...] = ()
    up_to: tuple[tuple[Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read (an address, or what it is known from) and on which day."""

    place: str
    read_on: str

    def __str__(self) -> str:
        return f"{self.place} ({self.read_on})"


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that a rule objects to: from code point `start` to before `end` of the text as given."""

    rule: str
    severity: str
    start: int
    end: int
    source: Source
    suggestion: str
    reason: str

    def document(self) -> dict[str, Any]:
        """The finding as commands and programs get it."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "start": self.start,
            "end": self.end,
            "source": str(self.source),
            "suggestion": self.suggestion,
        }


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the folded text, and why it is marked."""

    start: int
    end: int
    reason: str
