"""What a case is judged by. Ids, codes, amounts and times: no name, no address, no words of the buyer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from amends.core.money import Money, currencies
from amends.orders.states import ORDER_STATES
from amends.parcels.states import PARCEL_STATES
from amends.playbooks.case_facts import Answer, asked_facts, check_answer, evidence
from amends.policies.facts import (
    FULFILMENTS,
    MARKS,
    ROUTES,
    BadFacts,
    GivenDeadline,
    available_zones,
    check_aware,
    check_moments,
)
from amends.triage.codes import CODES as ISSUE_TYPES

WISHES = ("refund", "return", "exchange", "reship", "repair", "compensation")
THREATS = ("review", "platform", "authority", "lawyer", "bank")
STEP_STATES = ("open", "done", "moot", "aside")
_CODES = {
    "fulfilment": FULFILMENTS,
    "order_state": ORDER_STATES,
    "parcel_state": PARCEL_STATES,
    "route": ROUTES,
}
_SETS = {"issue_types": ISSUE_TYPES, "wishes": WISHES, "threats": THREATS, "marks": MARKS}


@dataclass(frozen=True, slots=True)
class LearntChance:
    """How often it came so in this shop: the part `chance`, from 0 to 1, of `cases` of them."""

    chance: Decimal
    cases: int

    def __post_init__(self) -> None:
        if not 0 <= self.chance <= 1:
            raise BadFacts("learnt.chance", "is not between 0 and 1")
        if self.cases < 1:
            raise BadFacts("learnt.cases", "is not above 0")


@dataclass(frozen=True, slots=True)
class LearntPrice:
    """The median over `cases` in this shop: an amount in the case's currency, or a part of the price paid."""

    value: Decimal
    cases: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise BadFacts("learnt_prices.value", "is below 0")
        if self.cases < 1:
            raise BadFacts("learnt_prices.cases", "is not above 0")


@dataclass(frozen=True, slots=True)
class BegunStep:
    """How a step of this case stands: when it began, and when it was done or became moot.

    `state`: open, done, moot (for good), or aside (it does not apply at present).
    """

    state: str
    began_at: datetime
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.state not in STEP_STATES:
            raise BadFacts("steps", f"{self.state!r} is no state", f"Known: {', '.join(STEP_STATES)}.")
        if self.state == "done" and self.ended_at is None:
            raise BadFacts("steps", "does not say when it was done")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case at the moment `as_of`. What is not known is None (or left out of a set), never guessed.

    `issue_types` the most urgent first. `country` is the marketplace's (ISO 3166-1 alpha-2), `ships_to` the
    buyer's, `zone` the shop's IANA name. Money speaks of the goods concerned: `paid` what the buyer paid for
    them, `goods_cost` what they cost us, `freight_out` and `freight_back` one shipment each way,
    `upgrade_paid` what the buyer paid extra for the carrier asked for. All in one currency. Times are aware.

    `answers` are what people were asked, by the names of packs/case_facts. `happened` maps EVENTS of policies
    to moments, beside those that have a field here; `given` the kind of a clock to what the platform itself
    gave. `steps` says how the steps begun stand.

    `shop` is its code. What its own outcomes show, as it was seen: `learnt` how often a risk came true, by
    `resolution.line`; `recovery` what part carriers paid, by cause; `learnt_prices` freight_out, freight_back
    and goods_cost, the last as a part of the price paid.
    """

    issue_types: tuple[str, ...]
    marketplace: str
    zone: str
    as_of: datetime
    shop: str | None = None
    country: str | None = None
    ships_to: str | None = None
    fulfilment: str | None = None  # seller | marketplace
    carrier: str | None = None  # a code of packs/triage/carriers
    route: str | None = None  # domestic | international
    paid: Money | None = None
    goods_cost: Money | None = None
    freight_out: Money | None = None
    freight_back: Money | None = None
    upgrade_paid: Money | None = None
    first_message_at: datetime | None = None
    heard_at: datetime | None = None  # the buyer's newest message
    replied_at: datetime | None = None  # our latest reply left
    shipped_at: datetime | None = None
    promised_until: datetime | None = None
    last_event_at: datetime | None = None  # the parcel's newest tracking event
    delivered_at: datetime | None = None
    parcel_state: str | None = None
    order_state: str | None = None
    other_parcels: int | None = None  # of the same order, still on their way
    chosen: str | None = None  # the resolution the buyer chose among those offered
    marks: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    threats: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()
    learnt: Mapping[str, LearntChance] = field(default_factory=dict)
    recovery: Mapping[str, LearntChance] = field(default_factory=dict)
    learnt_prices: Mapping[str, LearntPrice] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    happened: Mapping[str, datetime] = field(default_factory=dict)
    given: Mapping[str, GivenDeadline] = field(default_factory=dict)
    steps: Mapping[str, BegunStep] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises BadFacts, naming the field."""
        if not self.issue_types:
            raise BadFacts("issue_types", "is empty", "Write other where nothing fits.")
        if self.zone not in available_zones():
            raise BadFacts("zone", f"{self.zone!r} is no time zone", "Write an IANA name: Asia/Shanghai.")
        self._check_codes()
        self._check_money()
        if (self.other_parcels or 0) < 0:
            raise BadFacts("other_parcels", "is below 0")
        for name in MOMENTS:
            check_aware(name, getattr(self, name))
        self._check_mappings()

    def _check_codes(self) -> None:
        for name, known in _CODES.items():
            code = getattr(self, name)
            if code is not None and code not in known:
                raise BadFacts(name, f"{code!r} is not known", f"Known: {', '.join(known)}.")
        for name, known in {**_SETS, "evidence": tuple(evidence())}.items():
            for code in getattr(self, name):
                if code not in known:
                    raise BadFacts(name, f"{code!r} is not known", f"Known: {', '.join(known)}.")

    def _check_money(self) -> None:
        amounts = [(name, getattr(self, name)) for name in MONEY]
        amounts += [(name, answer) for name, answer in self.answers.items() if isinstance(answer, Money)]
        given = [(name, money) for name, money in amounts if money is not None]
        for name, money in given:
            if money.amount < 0:
                raise BadFacts(name, "is below 0")
            if money.currency not in currencies():
                raise BadFacts(name, f"{money.currency!r} is no currency")
            if money.currency != given[0][1].currency:
                raise BadFacts(name, f"is not in {given[0][1].currency} as {given[0][0]} is")

    def _check_mappings(self) -> None:
        for name, answer in self.answers.items():
            if name in FIELDS or name not in asked_facts():
                raise BadFacts(name, "is no fact to be answered", "See packs/case_facts.")
            check_answer(name, answer)
        for name in self.learnt_prices:
            if name not in LEARNT_PRICES:
                raise BadFacts(
                    "learnt_prices", f"{name!r} is not learnt", f"Known: {', '.join(LEARNT_PRICES)}."
                )
        check_moments(self.happened, self.given)
        for code, step in self.steps.items():
            check_aware(f"steps.{code}.began_at", step.began_at)
            check_aware(f"steps.{code}.ended_at", step.ended_at)

    @property
    def currency(self) -> str | None:
        """The currency of the case's money, where any is known."""
        return next((getattr(self, name).currency for name in MONEY if getattr(self, name)), None)


LEARNT_PRICES = ("freight_out", "freight_back", "goods_cost")
MONEY = ("paid", "goods_cost", "freight_out", "freight_back", "upgrade_paid")
MOMENTS = (
    "as_of",
    "first_message_at",
    "heard_at",
    "replied_at",
    "shipped_at",
    "promised_until",
    "last_event_at",
    "delivered_at",
)
FIELDS = frozenset(CaseFacts.__dataclass_fields__)
