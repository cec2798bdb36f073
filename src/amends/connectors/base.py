"""What comes in from outside, as dataclasses: what a platform said, parsed but not yet judged.

A field left None was not said: it never overwrites what is known. Times are aware, amounts are Decimal in
the currency of the order, ids are text without surrounding spaces.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(slots=True)
class PersonFacts:
    """The personal side of an order: kept apart, erasable."""

    recipient: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None  # street lines, joined by newline
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None  # ISO 3166 alpha-2 where it can be told, else as written
    buyer_note: str | None = None
    invoice_title: str | None = None
    invoice_tax_id: str | None = None


@dataclass(slots=True)
class BuyerFacts:
    """A buyer as the marketplace names them; `identity` is None where the name is masked."""

    identity: str | None = None
    shown_name: str | None = None


@dataclass(slots=True)
class PaymentFacts:
    """Money the buyer paid, as stated by the platform."""

    amount: Decimal
    key: str = "main"  # tells payments of one order apart
    method: str | None = None
    paid_at: datetime | None = None
    external_id: str | None = None


@dataclass(slots=True)
class ParcelFacts:
    """A parcel of an order."""

    tracking_number: str
    carrier: str | None = None  # as written
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(slots=True)
class OrderFacts:
    """The order as a whole. `total` only where the platform states it."""

    number: str
    said_at: datetime | None = None  # when the platform last changed it: older never overwrites newer
    status: str | None = None  # the platform's own word
    state: str | None = None  # ours: see amends.orders.states
    currency: str | None = None
    total: Decimal | None = None
    shipping: Decimal | None = None
    country: str | None = None  # the marketplace's country, where the platform names it
    channel: str | None = None
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    ship_by: datetime | None = None
    deliver_from: datetime | None = None
    deliver_until: datetime | None = None
    asked_carrier: str | None = None
    shipping_service: str | None = None
    seller_note: str | None = None
    close_reason: str | None = None
    invoice_wished: bool | None = None
    refunded: Decimal | None = None
    person: PersonFacts | None = None
    buyer: BuyerFacts | None = None
    payments: list[PaymentFacts] = field(default_factory=list)
    parcels: list[ParcelFacts] = field(default_factory=list)


LINE_AMOUNTS = frozenset(
    (
        "item_amount",
        "item_tax",
        "shipping_amount",
        "shipping_tax",
        "wrap_amount",
        "wrap_tax",
        "item_discount",
        "shipping_discount",
        "paid_amount",
        "refunded",
    )
)


@dataclass(slots=True)
class LineFacts:
    """One line of an order. Amounts are for the whole line, discounts as positive numbers."""

    order_number: str
    key: str  # unique within the order: the platform's own line id, or SKU and n-th such line
    external_id: str | None = None
    sku: str | None = None
    product_id: str | None = None  # ASIN, item number, 商品id
    title: str | None = None
    variant: str | None = None
    quantity: int | None = None
    status: str | None = None
    fulfilment: str | None = None  # seller | marketplace
    item_amount: Decimal | None = None
    item_tax: Decimal | None = None
    shipping_amount: Decimal | None = None
    shipping_tax: Decimal | None = None
    wrap_amount: Decimal | None = None
    wrap_tax: Decimal | None = None
    item_discount: Decimal | None = None
    shipping_discount: Decimal | None = None
    paid_amount: Decimal | None = None  # where the platform allocates it itself
    refunded: Decimal | None = None
    promotions: list[str] | None = None
    is_gift: bool | None = None
    blank: tuple[str, ...] = ()  # amounts that the row has a column for and leaves empty: there is none


@dataclass(slots=True)
class ReturnFacts:
    """A return or refund request as the platform reports it."""

    key: str  # unique per seller account and kind of report
    source: str  # amazon.mfn_returns, amazon.fba_returns, taobao.refunds
    order_number: str
    kind: str | None = None  # return | refund_only | exchange
    sku: str | None = None
    product_id: str | None = None
    title: str | None = None
    quantity: int | None = None
    status: str | None = None
    reason: str | None = None
    comment: str | None = None  # the buyer's words: personal
    resolution: str | None = None
    disposition: str | None = None
    fulfilment: str | None = None
    requested_at: datetime | None = None
    received_at: datetime | None = None
    finished_at: datetime | None = None
    currency: str | None = None
    order_amount: Decimal | None = None
    refund_amount: Decimal | None = None
    label_cost: Decimal | None = None
    label_payer: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    rma: str | None = None
    in_policy: bool | None = None
    claim_opened: bool | None = None  # A-to-z, 客服介入
    liable: str | None = None


@dataclass(slots=True)
class FeedbackFacts:
    """A buyer's rating of the seller for one order."""

    key: str
    order_number: str
    rating: int
    comment: str | None = None
    response: str | None = None
    given_at: datetime | None = None


@dataclass(slots=True)
class TrackingFacts:
    """One thing that happened to a parcel, in the carrier's words."""

    key: str  # unique per parcel
    tracking_number: str
    carrier: str | None
    happened_at: datetime
    status: str | None = None  # ours, where it can be told: see amends.parcels.states
    code: str | None = None  # the carrier's own
    text: str | None = None
    location: str | None = None
    order_number: str | None = None


@dataclass(slots=True)
class AttachmentFacts:
    """A file that came with a message."""

    filename: str
    media_type: str  # by its content, as declared where that says nothing
    content: bytes
    cid: str = ""  # by which the words of the mail speak of it: an inline picture
    marks: list[str] = field(default_factory=list)  # runs, archive, type_differs


@dataclass(slots=True)
class MessageFacts:
    """One message of a conversation. `thread` names the conversation, `message_id` the message."""

    message_id: str
    thread: str
    channel: str  # email | chat | platform
    direction: str  # in | out
    sent_at: datetime | None = None
    arrived_at: datetime | None = None  # by the receiving server's clock; None where nobody says
    order_number: str | None = None
    in_reply_to: str | None = None
    references: list[str] = field(default_factory=list)
    sender_name: str | None = None
    sender_address: str | None = None
    recipient: str | None = None
    recipients: list[str] = field(default_factory=list)  # addresses, also those it was delivered to
    answers_to: str | None = None  # where an answer is wished, if the mail says so
    buyer: BuyerFacts | None = None
    subject: str | None = None
    text: str | None = None
    html: str | None = None  # as sent: shown only after cleaning
    outside_pictures: int | None = None  # that the HTML would fetch; None where there is none
    language: str | None = None
    kind: str | None = None  # bounce, automatic, calendar, claim_opened, …: where the wire says so
    sender_proof: str = ""  # proven, unproven, failed, typed; empty for what did not come as mail
    names_order: str | None = None  # the order that a platform's frame around the words names
    original_name: str | None = None  # who wrote what is passed on here
    original_address: str | None = None
    attachments: list[AttachmentFacts] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # what could not be read, kept as received
    same_as: str | None = None  # the message that this one is, which came on another way before


Facts = OrderFacts | LineFacts | ReturnFacts | FeedbackFacts | TrackingFacts | MessageFacts


@dataclass(slots=True)
class Record:
    """One data row (or mail) of a file, parsed: which record it stands for, and what it says.

    `key` names the record among those of its kind and seller account. `content_hash` is over the parsed
    values, so that the same content in another encoding or as a spreadsheet is the same.
    """

    line: int  # where it starts in the file, from 1
    key: str
    subject: str  # the order number it speaks of, or "" where it speaks of none
    content_hash: bytes
    updated_at: datetime | None
    facts: list[Facts]
    values: list[str]  # as received, in the order of the file's header, personal columns emptied
    personal: list[str] | None = None  # the personal columns' values, same length, others emptied
    octets: bytes | None = None  # the mail itself, where the record came as one


@dataclass(slots=True)
class Reject:
    """A data row that could not be taken: where, why, and what it was."""

    line: int
    column: str
    reason: str  # a stable code, see docs/howto/import.md
    detail: str  # the sentence for a person, in English; screens translate by code
    raw: str
    values: list[str] | None = None  # the cells in the header's order, None where the row cannot be read
    faults: list[tuple[str, str, str]] = field(default_factory=list)  # all: column, reason, detail
    pieces: Callable[[], Iterator[bytes]] | None = None  # a mail's octets, piece by piece from the start
