"""What follows from the facts, under the names that packs ask for. None: not known."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from amends.core.clock import civil_day
from amends.playbooks.case_facts import Answer, asked_facts, peaks
from amends.playbooks.cost_prices import cheap_below, dear_above
from amends.playbooks.fact_names import fact_kinds
from amends.playbooks.facts import FIELDS, MOMENTS, CaseFacts
from amends.playbooks.questions import answer, question_of, verdict_on
from amends.policies.clocks import ClockDue, clocks_for
from amends.policies.facts import EVENTS, ClockFacts, zone_of
from amends.policies.rulebook import named_days
from amends.policies.tables.judging import Verdict
from amends.policies.walltime import day_begins

Value = bool | int | str | frozenset[str] | None
Known = Mapping[str, Value]
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_EVENT_FIELDS = {
    "first_buyer_message": "first_message_at",
    "shipped": "shipped_at",
    "promised_until": "promised_until",
    "delivered": "delivered_at",
}


class KnownFacts(Mapping[str, Value]):
    """Every fact a pack may ask for, by name, worked out when it is asked for."""

    def __init__(self, facts: CaseFacts) -> None:
        self.facts = facts
        self._found: dict[str, Value] = {}
        self._verdicts: dict[str, Verdict] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._found:
            if name not in fact_kinds():
                raise KeyError(name)
            self._found[name] = self._reckon(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(fact_kinds())

    def __len__(self) -> int:
        return len(fact_kinds())

    @cached_property
    def events(self) -> Mapping[str, datetime]:
        """What has happened, and when: events of policies, and those only steps wait for."""
        return events_of(self.facts)

    @cached_property
    def clocks(self) -> list[ClockDue]:
        """The clocks that run by these facts, the earliest first."""
        return clocks_for(clock_facts_of(self.facts))

    def verdict(self, question: str) -> Verdict:
        """What the decision tables say of this case."""
        if question not in self._verdicts:
            self._verdicts[question] = verdict_on(question, self.facts, self.__getitem__)
        return self._verdicts[question]

    def _reckon(self, name: str) -> Value:
        special = _RECKONED.get(name)
        if special is not None:
            return special(self)
        if name in FIELDS:
            value: Value = getattr(self.facts, name)
            return value
        if name.startswith("hours_left_"):
            return self._hours_left(name.removeprefix("hours_left_"))
        if name.startswith("days_since_"):
            return _days_since(self._moment(name.removeprefix("days_since_")), self.facts)
        if name.startswith("days_until_"):
            return _days_until(self._moment(name.removeprefix("days_until_")), self.facts)
        question = question_of(name)
        if question is not None:
            said: Value = answer(self.verdict(question), name)
            return said
        told = self.facts.answers.get(name)
        return told if isinstance(told, bool | int | str) else None

    def _moment(self, name: str) -> datetime | None:
        answer = self.facts.answers.get(name)
        if isinstance(answer, datetime):
            return answer
        if isinstance(answer, date):
            return day_begins(answer, zone_of(self.facts.zone))
        if name in MOMENTS:
            moment: datetime | None = getattr(self.facts, name)
            return moment
        return self.events.get(name)

    def _hours_left(self, kind: str) -> int | None:
        ends = [clock.due_at for clock in self.clocks if clock.kind == kind]
        return max(0, (min(ends) - self.facts.as_of) // _HOUR) if ends else None


def known_of(facts: CaseFacts) -> KnownFacts:
    """Every fact a pack may ask for, by name."""
    return KnownFacts(facts)


def is_known(name: str, facts: CaseFacts, known: Known) -> bool:
    """Whether a fact that may be asked for is known."""
    if name in known:
        return known[name] is not None
    return _answer(name, facts) is not None


def events_of(facts: CaseFacts) -> Mapping[str, datetime]:
    """What has happened, and when, as steps name it."""
    happened = dict(facts.happened)
    for event, name in _EVENT_FIELDS.items():
        moment = getattr(facts, name)
        if moment is not None:
            happened[event] = moment
    if facts.replied_at is not None:
        happened["replied"] = facts.replied_at
        if facts.heard_at is not None and facts.heard_at > facts.replied_at:
            happened["buyer_answered"] = facts.heard_at
    moved = facts.last_event_at
    if moved is not None and facts.first_message_at is not None and moved > facts.first_message_at:
        happened["parcel_moved"] = moved
    return happened


CLOCK_FIELDS = frozenset(
    {
        "issue_types", "marketplace", "zone", "as_of", "country", "fulfilment", "carrier", "route",
        "ships_to", "marks", "happened", "given", "heard_at", "replied_at", "last_event_at",
        *_EVENT_FIELDS.values(),
    }
)  # fmt: skip


def clock_facts_of(facts: CaseFacts) -> ClockFacts:
    """What the clocks of these facts are judged by."""
    events = events_of(facts)
    return ClockFacts(
        marketplace=facts.marketplace,
        zone=facts.zone,
        country=facts.country,
        fulfilment=facts.fulfilment,
        carrier=facts.carrier,
        route=facts.route,
        ships_to=facts.ships_to,
        issue_types=frozenset(facts.issue_types),
        marks=facts.marks,
        happened={name: moment for name, moment in events.items() if name in EVENTS},
        given=facts.given,
        days={name: day for name in named_days() if type(day := facts.answers.get(name)) is date},
    )


def _answer(name: str, facts: CaseFacts) -> object | None:
    return getattr(facts, name) if name in FIELDS else facts.answers.get(name)


def _flag(name: str) -> Callable[[KnownFacts], bool | None]:
    def read(known: KnownFacts) -> bool | None:
        answer: Answer | None = known.facts.answers.get(name)
        return answer if isinstance(answer, bool) else None

    return read


def _cheap(known: KnownFacts) -> Value:
    return _against(known.facts, cheap_below, lambda paid, limit: paid < limit)


def _dear(known: KnownFacts) -> Value:
    return _against(known.facts, dear_above, lambda paid, limit: paid > limit)


def _against(
    facts: CaseFacts, limit_of: Callable[[str, str | None], Decimal | None], beyond: Callable[..., bool]
) -> Value:
    limit = None if facts.paid is None else limit_of(facts.paid.currency, facts.shop)
    return None if facts.paid is None or limit is None else beyond(facts.paid.amount, limit)


def _delivered(known: KnownFacts) -> Value:
    facts = known.facts
    if facts.delivered_at is not None:
        return True
    return None if facts.parcel_state is None else facts.parcel_state == "delivered"


def _shipped(known: KnownFacts) -> Value:
    facts = known.facts
    if facts.shipped_at is not None:
        return True
    if facts.parcel_state is not None:
        return facts.parcel_state != "label_made"
    return _BY_ORDER.get(facts.order_state or "")  # no parcel is known: the marketplace's word counts


def _paid_extra(known: KnownFacts) -> Value:
    paid = known.facts.upgrade_paid
    return None if paid is None else paid.amount > 0


def _peak(known: KnownFacts) -> Value:
    if (told := _flag("peak")(known)) is not None:
        return told
    day = civil_day(known.facts.as_of, known.facts.zone).strftime("%m-%d")
    return any(first <= day <= last and known.facts.country in where for first, last, where in peaks())


def _abroad(known: KnownFacts) -> Value:
    facts = known.facts
    if (told := _flag("abroad")(known)) is not None:
        return told
    return None if facts.route is None else facts.route == "international"


def _claim_open(known: KnownFacts) -> Value:
    if (told := _flag("claim_open")(known)) is not None:
        return told
    opened, closed = known.events.get("claim_opened"), known.events.get("claim_closed")
    return None if opened is None else closed is None or closed < opened


def _days_since(moment: datetime | None, facts: CaseFacts) -> int | None:
    """Whole days that have passed since; none for a moment still to come."""
    return None if moment is None else max(0, (facts.as_of - moment) // _DAY)


def _days_until(moment: datetime | None, facts: CaseFacts) -> int | None:
    """Whole days until then; 0 once it is past."""
    return None if moment is None else max(0, (moment - facts.as_of) // _DAY)


def _days_past(known: KnownFacts) -> int | None:
    """Days past the promise, a begun one counted; 0 and below before it."""
    until = known.facts.promised_until
    return None if until is None else -((until - known.facts.as_of) // _DAY)


def _clock(known: KnownFacts, kind: str, side: str) -> ClockDue | None:
    return next((clock for clock in known.clocks if (clock.kind, clock.side) == (kind, side)), None)


def _window(known: KnownFacts, kind: str, *sides: str) -> str | None:
    facts = known.facts
    ends = [clock.due_at for side in sides if (clock := _clock(known, kind, side)) is not None]
    if ends:
        # The buyer asks with the first message, however late it is answered.
        asked_at = facts.first_message_at or facts.as_of
        return "open" if asked_at < max(ends) else "closed"
    return None if facts.delivered_at is None else "none"


def _rule(kind: str) -> Callable[[KnownFacts], Value]:
    def read(known: KnownFacts) -> Value:
        clock = _clock(known, kind, "law")
        return clock.rule if clock else None

    return read


def _hours_to_claim(known: KnownFacts) -> Value:
    claim = _clock(known, "claim_possible", "platform")
    return max(0, (claim.due_at - known.facts.as_of.astimezone(UTC)) // _HOUR) if claim else None


def _names_known(known: KnownFacts) -> frozenset[str]:
    facts, asked = known.facts, asked_facts()
    told = {name for name, answer in facts.answers.items() if answer is not None}
    return frozenset(told | {name for name in FIELDS if getattr(facts, name) is not None} & asked.keys())


def _steps(*states: str) -> Callable[[KnownFacts], frozenset[str]]:
    def read(known: KnownFacts) -> frozenset[str]:
        return frozenset(code for code, step in known.facts.steps.items() if step.state in states)

    return read


_BY_ORDER = {
    "awaiting_payment": False,
    "paid": False,
    "cancelled": False,
    "shipped": True,
    "delivered": True,
    "completed": True,
}
_RECKONED: Mapping[str, Callable[[KnownFacts], Value]] = {
    "cheap": _cheap,
    "dear": _dear,
    "shipped": _shipped,
    "delivered": _delivered,
    "paid_extra": _paid_extra,
    "peak": _peak,
    "abroad": _abroad,
    "claim_open": _claim_open,
    "days_since_event": lambda known: _days_since(known.facts.last_event_at, known.facts),
    "days_past_promise": _days_past,
    "hours_to_claim": _hours_to_claim,
    "law_window": lambda known: _window(known, "return_window", "law"),
    "law_rule": _rule("return_window"),
    "return_window": lambda known: _window(known, "return_window", "law", "platform"),
    "fault_window": lambda known: _window(known, "fault_window", "law"),
    "fault_rule": _rule("fault_window"),
    "events": lambda known: frozenset(known.events),
    "known": _names_known,
    "issues": lambda known: frozenset(known.facts.issue_types),
    "steps_done": _steps("done"),
    "steps_begun": _steps("open", "done"),
}
