"""What goes into a judgement and what comes out of it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Script = Literal["zh", "en", "fr"]


@dataclass(frozen=True, slots=True)
class TriageFacts:
    """What the record says of the message's order. None: not known."""

    order_state: str | None = None  # see amends.orders.states
    parcel_state: str | None = None  # see amends.parcels.states
    is_delivered: bool | None = None
    platform_completed: bool | None = None
    marketplace: str | None = None
    has_order: bool | None = None
    products: tuple[str, ...] = ()  # titles of the order's lines
    offered_options: int = 0  # how many numbered choices our last message offered
    attachments: int = 0
    subject: str = ""


@dataclass(frozen=True, slots=True)
class IssueType:
    """One thing the message may be about; `confidence` from 0 to 1."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A signal and the span of the text as received that it came from."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AmountMark:
    """Money named in the text. `currency` is an ISO 4217 code, or "" where the sign leaves it open."""

    amount: Decimal
    currency: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DateMark:
    """A date named in the text: `value` as ISO 8601 (--MM-DD without the year), or `days` from the day of
    the message, negative for the past."""

    value: str
    days: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ChoiceMark:
    """Which of the offered options the buyer took, from 1."""

    option: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Signals:
    """What was found beside the issue types, each with its span."""

    order_numbers: tuple[Mark, ...] = ()
    tracking_numbers: tuple[Mark, ...] = ()
    carriers: tuple[Mark, ...] = ()
    amounts: tuple[AmountMark, ...] = ()
    dates: tuple[DateMark, ...] = ()
    products: tuple[Mark, ...] = ()
    choice: ChoiceMark | None = None
    photos: tuple[Mark, ...] = ()
    wants: tuple[Mark, ...] = ()
    threats: tuple[Mark, ...] = ()
    urgency: tuple[Mark, ...] = ()
    anger: tuple[Mark, ...] = ()
    abuse: tuple[Mark, ...] = ()
    thanks: tuple[Mark, ...] = ()
    automatic: tuple[Mark, ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON: every signal by its name, amounts as text."""
        document: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            document[name] = _plain(value) if name == "choice" else [_plain(mark) for mark in value]
        return document


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a message is about: at least three types, best first; `unsure` leaves it to a person."""

    language: str
    unsure: bool
    issue_types: tuple[IssueType, ...]
    signals: Signals = field(default_factory=Signals)

    @property
    def code(self) -> str:
        """The best guess."""
        return self.issue_types[0].code

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "language": self.language,
            "unsure": self.unsure,
            "issue_types": [
                {"code": one.code, "confidence": round(one.confidence, 4)} for one in self.issue_types
            ],
            "signals": self.signals.document(),
        }


def _plain(mark: Any) -> dict[str, Any] | None:
    if mark is None:
        return None
    values = {name: getattr(mark, name) for name in mark.__slots__}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}
