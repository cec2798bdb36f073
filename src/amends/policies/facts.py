"""What a clock is judged by: when what happened, where, and what the platform itself has said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from amends.core.errors import AmendsError

EVENTS = (
    "first_buyer_message",  # the buyer's first message about this problem
    "oldest_unanswered_message",  # the oldest buyer message that nobody has answered
    "ordered",
    "paid",
    "ship_by",  # the latest moment to ship that the platform gives
    "shipped",  # handed to the carrier
    "tracking_given",  # the platform was told the tracking number
    "promised_until",  # the latest day of the delivery estimate
    "delivered",
    "completed",  # the platform shows the order as completed
    "payment_released",
    "refund_requested",
    "return_requested",
    "return_shipped",
    "return_received",
    "refunded",
    "platform_refunded",  # the platform refunded for the seller
    "claim_opened",
    "claim_escalated",
    "claim_info_requested",
    "claim_granted",
    "claim_closed",
    "claim_last_active",
    "appeal_info_requested",
    "chargeback_told",  # the platform or the bank told of a chargeback
    "investigator_asked",  # a question on our own claim against the platform
    "carrier_complained",  # a complaint was made to the carrier
    "feedback_left",
    "review_published",
)
ROUTES = ("domestic", "international")
MARKS = ("brand_owner", "insured", "personal_goods", "registered")
FULFILMENTS = ("seller", "marketplace")


class BadFacts(AmendsError):
    """Facts that cannot be judged: `code` is facts_bad, the message names the field.

    `problem`: what is wrong with it, as the rest of a sentence ("is below 0").
    """

    def __init__(self, field_name: str, problem: str, mend: str = "") -> None:
        super().__init__("facts_bad", f"{field_name} {problem}.", mend=mend)
        self.field_name = field_name
        self.problem = problem


@dataclass(frozen=True, slots=True)
class GivenDeadline:
    """A deadline that the platform itself gives, by its API or as a countdown typed in by an agent.

    `noted_at` is when it was read; `due_at` the moment it names. It wins over any rule of ours.
    """

    due_at: datetime
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerPromise:
    """How fast a shop promises to answer, counted only while somebody is there.

    `staffed_until` at or before `staffed_from` means the next day; both equal: day and night. `days` are the
    days on which a shift begins, Monday 0 to Sunday 6.
    """

    minutes: int
    staffed_from: time
    staffed_until: time
    days: frozenset[int] = frozenset(range(7))

    def __post_init__(self) -> None:
        if self.minutes <= 0:
            raise BadFacts("answer_promise.minutes", "is not above 0")
        if not self.days or not self.days <= frozenset(range(7)):
            raise BadFacts("answer_promise.days", "names no day of the week")


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What is known of one case, for its clocks.

    `happened` maps the names of EVENTS to aware moments; an event that did not happen (or is not known) is
    left out. `zone` is the shop's IANA name. `country` is that of the marketplace the order was made on
    (ISO 3166-1 alpha-2), `fulfilment` who ships; None where not known: then every row that may hold is
    taken, and of several the earliest. `carrier` is a code of packs/triage/carriers, `route` one of ROUTES
    and `ships_to` a country: of the parcel concerned. `issue_types` are the case's, `marks` those of MARKS
    that are known to be so. `given` maps the kind of a clock to what the platform said itself.
    `days` are days noted on the case, by the names that rows have for them.
    `promise` is the shop's own answer time, None for the one of the pack.
    """

    marketplace: str
    zone: str
    country: str | None = None
    fulfilment: str | None = None
    carrier: str | None = None
    route: str | None = None
    ships_to: str | None = None
    issue_types: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    happened: Mapping[str, datetime] = field(default_factory=dict)
    given: Mapping[str, GivenDeadline] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    promise: AnswerPromise | None = None

    def __post_init__(self) -> None:
        """Raises BadFacts for an unknown event, zone or fulfilment and for a moment without a zone."""
        if self.zone not in available_zones():
            raise BadFacts("zone", f"{self.zone!r} is no time zone", "Write an IANA name: Asia/Shanghai.")
        if self.fulfilment not in (None, *FULFILMENTS):
            raise BadFacts("fulfilment", f"{self.fulfilment!r} is not one of {', '.join(FULFILMENTS)}")
        if self.route not in (None, *ROUTES):
            raise BadFacts("route", f"{self.route!r} is not one of {', '.join(ROUTES)}")
        for mark in sorted(self.marks - set(MARKS)):
            raise BadFacts("marks", f"{mark!r} is not one of {', '.join(MARKS)}")
        check_moments(self.happened, self.given)

    def counted_from(self, event: str, began: datetime) -> "ClockFacts":
        """The same, had the event happened at that aware moment, and with nothing given by the platform."""
        if event not in EVENTS:
            raise BadFacts(f"happened.{event}", "is no event", f"Events: {', '.join(EVENTS)}.")
        check_aware(f"happened.{event}", began)
        other: ClockFacts = object.__new__(ClockFacts)  # all else was checked: a what-if asks a million times
        for name in _SLOTS:
            object.__setattr__(other, name, getattr(self, name))
        object.__setattr__(other, "happened", {**self.happened, event: began})
        object.__setattr__(other, "given", {})
        return other


_SLOTS = tuple(ClockFacts.__dataclass_fields__)
_ZONES: set[str] = set()


def available_zones() -> set[str]:
    """The IANA names this machine knows."""
    if not _ZONES:
        _ZONES.update(available_timezones())
    return _ZONES


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name, known to exist."""
    return ZoneInfo(name)


def check_moments(happened: Mapping[str, datetime], given: Mapping[str, GivenDeadline]) -> None:
    """Raises BadFacts for an event that is none, and for a moment without a zone."""
    for name, moment in happened.items():
        if name not in EVENTS:
            raise BadFacts(f"happened.{name}", "is no event", f"Events: {', '.join(EVENTS)}.")
        check_aware(f"happened.{name}", moment)
    for kind, deadline in given.items():
        check_aware(f"given.{kind}.due_at", deadline.due_at)
        check_aware(f"given.{kind}.noted_at", deadline.noted_at)


def check_aware(place: str, moment: datetime | None) -> None:
    """Raises BadFacts, naming the place, for a moment that does not say its zone."""
    if moment is not None and moment.utcoffset() is None:
        raise BadFacts(place, "does not say its time zone", "Write 2026-11-21T14:02:00Z.")
