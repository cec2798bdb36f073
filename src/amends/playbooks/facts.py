"""What a case is judged by. Ids, codes, amounts and times: no name, no address, no words of the buyer."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from amends.core.money import Money, currencies
from amends.parcels.states import PARCEL_STATES
from amends.playbooks.issue_types import ISSUE_TYPES
from amends.policies.facts import FULFILMENTS, BadFacts, available_zones

WISHES = ("refund", "return", "exchange", "reship", "repair", "compensation")
THREATS = ("review", "platform", "authority", "lawyer", "bank")
EVIDENCE = (
    "photo_carton",  # the outside of the parcel, all sides
    "photo_label",
    "photo_goods",
    "photo_contents",  # everything that was in the parcel
    "unboxing_video",
    "carrier_report",  # told to the carrier, with its number
    "dispatch_weight",
    "packing_picture",
    "buyer_note",  # the remark the buyer left with the order
    "product_model",
)
MISSING_KINDS = ("main", "accessory")
ERRED = ("agent", "order_check", "warehouse")
_CODES = {
    "fulfilment": FULFILMENTS,
    "parcel_state": PARCEL_STATES,
    "missing_kind": MISSING_KINDS,
    "erred": ERRED,
}
_SETS = {"issue_types": ISSUE_TYPES, "evidence": EVIDENCE, "wishes": WISHES, "threats": THREATS}
_AMOUNTS = ("stock_good", "stock_unsellable", "other_parcels", "pickup_km")


@dataclass(frozen=True, slots=True)
class LearntChance:
    """How often such carrier claims were paid here: `chance` from 0 to 1, over `cases` of them."""

    chance: Decimal
    cases: int

    def __post_init__(self) -> None:
        if not 0 <= self.chance <= 1:
            raise BadFacts("recovery.chance", "is not between 0 and 1")
        if self.cases < 1:
            raise BadFacts("recovery.cases", "is not above 0")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case at the moment `as_of`. What is not known is None (of a set: left out), never guessed.

    `issue_types` the most urgent first. `country` is the marketplace's (ISO 3166-1 alpha-2), `zone` the
    shop's IANA name. Money speaks of the goods concerned: `paid` what the buyer paid for them,
    `goods_cost` what they cost us, `freight_out` and `freight_back` one shipment each way, `upgrade_paid`
    what the buyer paid extra for the carrier asked for. All in one currency. Times are aware.
    """

    issue_types: tuple[str, ...]
    marketplace: str
    zone: str
    as_of: datetime
    country: str | None = None
    fulfilment: str | None = None  # seller | marketplace
    paid: Money | None = None
    goods_cost: Money | None = None
    freight_out: Money | None = None
    freight_back: Money | None = None
    upgrade_paid: Money | None = None
    first_message_at: datetime | None = None
    shipped_at: datetime | None = None
    promised_until: datetime | None = None
    last_event_at: datetime | None = None  # the parcel's newest tracking event
    delivered_at: datetime | None = None
    parcel_state: str | None = None
    other_parcels: int | None = None  # of the same order, still on their way
    disruption: bool | None = None  # storm, flood, depot overflow on the parcel's way
    peak: bool | None = None
    abroad: bool | None = None
    serves_address: bool | None = None  # the carrier used delivers there
    pickup_km: int | None = None  # from the buyer to the carrier's nearest branch
    erred: str | None = None  # who of us overlooked it: agent | order_check | warehouse
    missing_kind: str | None = None  # main | accessory
    weight_short: bool | None = None  # the dispatch weight was below the expected one
    stock_good: int | None = None
    stock_unsellable: int | None = None
    still_usable: bool | None = None
    opened: bool | None = None
    used: bool | None = None  # beyond opening and trying in order to inspect
    complete: bool | None = None
    excluded_goods: bool | None = None  # by law not returnable without a reason, confirmed when bought
    answer_known: bool | None = None  # the question has an answer in the product's knowledge
    claim_open: bool | None = None
    chosen: str | None = None  # the resolution the buyer chose among those offered
    wishes: frozenset[str] = frozenset()
    threats: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()
    recovery: LearntChance | None = None

    def __post_init__(self) -> None:
        """Raises BadFacts, naming the field."""
        if not self.issue_types:
            raise BadFacts("issue_types", "is empty", "Write other where nothing fits.")
        if self.zone not in available_zones():
            raise BadFacts("zone", f"{self.zone!r} is no time zone", "Write an IANA name: Asia/Shanghai.")
        self._check_codes()
        self._check_money()
        for name in _AMOUNTS:
            if (getattr(self, name) or 0) < 0:
                raise BadFacts(name, "is below 0")
        for name in MOMENTS:
            moment = getattr(self, name)
            if moment is not None and moment.utcoffset() is None:
                raise BadFacts(name, "does not say its time zone", "Write 2026-11-21T14:02:00Z.")

    def _check_codes(self) -> None:
        for name, known in _CODES.items():
            code = getattr(self, name)
            if code is not None and code not in known:
                raise BadFacts(name, f"{code!r} is not known", f"Known: {', '.join(known)}.")
        for name, known in _SETS.items():
            for code in getattr(self, name):
                if code not in known:
                    raise BadFacts(name, f"{code!r} is not known", f"Known: {', '.join(known)}.")

    def _check_money(self) -> None:
        amounts = [(name, getattr(self, name)) for name in MONEY]
        given = [(name, money) for name, money in amounts if money is not None]
        for name, money in given:
            if money.amount < 0:
                raise BadFacts(name, "is below 0")
            if money.currency not in currencies():
                raise BadFacts(name, f"{money.currency!r} is no currency")
            if money.currency != given[0][1].currency:
                raise BadFacts(name, f"is not in {given[0][1].currency} as {given[0][0]} is")

    @property
    def currency(self) -> str | None:
        """The currency of the case's money, where any is known."""
        return next((getattr(self, name).currency for name in MONEY if getattr(self, name)), None)


MONEY = ("paid", "goods_cost", "freight_out", "freight_back", "upgrade_paid")
MOMENTS = ("as_of", "first_message_at", "shipped_at", "promised_until", "last_event_at", "delivered_at")
