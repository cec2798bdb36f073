"""Single rows for the tests of the pages, made with as little as they need."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from amends.accounts.models import Shop
from amends.imports.models import ImportFile, ImportReject
from amends.orders.models import Order, OrderLine, OrderPerson
from amends.parcels.models import Parcel, ParcelOrder, TrackingEvent

NOON = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def order_of(shop: Shop, number: str, placed_at: datetime, **columns: object) -> Order:
    """An order of a shop, with whatever else is given."""
    return Order.objects.create(
        organisation=shop.organisation,
        seller_account=shop.seller_account,
        shop=shop,
        number=number,
        currency=shop.currency,
        placed_at=placed_at,
        sorted_at=placed_at,
        created_at=placed_at,
        **{"state": "shipped", "status": "Shipped", **columns},
    )


def line_of(order: Order, key: str, title: str, quantity: int, amount: str, **columns: object) -> OrderLine:
    """A line of an order; `allocated` is what it cost."""
    return OrderLine.objects.create(
        organisation=order.organisation,
        order=order,
        key=key,
        sku=key,
        title=title,
        quantity=quantity,
        item_amount=Decimal(amount),
        allocated=Decimal(amount),
        **columns,
    )


def simple_order(shop: Shop, number: str, n: int) -> Order:
    """An order of one line, n hours old."""
    states = ("paid", "shipped", "delivered", "completed", "cancelled", "awaiting_payment", "unknown")
    state = states[n % len(states)]
    placed_at = NOON - timedelta(hours=3 + 7 * n)
    order = order_of(
        shop,
        number,
        placed_at,
        state=state,
        status=state.title(),
        total=Decimal(19 + n),
        ship_by=NOON + timedelta(hours=6 * n - 9) if state == "paid" else None,
    )
    OrderPerson.objects.create(
        organisation=shop.organisation, order=order, recipient=f"Alexandra Featherstonehaugh {n}"
    )
    line_of(
        order,
        f"LAMP-{n:02}",
        "Solar lamp, warm white, for balcony and garden, pack of two",
        1 + n % 3,
        f"{19 + n}",
    )
    return order


def parcel_of(order: Order, number: str, carrier: str, state: str) -> Parcel:
    """A parcel with goods of the order."""
    parcel = Parcel.objects.create(
        organisation=order.organisation,
        seller_account=order.seller_account,
        tracking_number=number,
        carrier=carrier,
        state=state,
        shipped_at=order.shipped_at,
        created_at=NOON,
    )
    ParcelOrder.objects.create(
        organisation=order.organisation,
        parcel=parcel,
        seller_account=order.seller_account,
        order_number=order.number,
        order=order,
    )
    return parcel


def event_of(parcel: Parcel, at: datetime, place: str, text: str, status: str) -> TrackingEvent:
    """Something that happened to a parcel."""
    return TrackingEvent.objects.create(
        organisation=parcel.organisation,
        parcel=parcel,
        key=at.isoformat(),
        happened_at=at,
        location=place,
        text=text,
        status=status,
        code=status.upper()[:4],
    )


def import_file(shop: Shop, name: str, **columns: object) -> ImportFile:
    """A file that came in."""
    return ImportFile.objects.create(
        organisation=shop.organisation,
        shop=shop,
        name=name,
        **{
            "state": "done",
            "kind": "amazon.all_orders",
            "encoding": "utf-8",
            "size": 48_211,
            "created_at": NOON,
            **columns,
        },
    )


def reject_of(file: ImportFile, line: int, reason: str, detail: str, raw: str) -> ImportReject:
    """A row of the file that could not be taken."""
    return ImportReject.objects.create(
        organisation=file.organisation,
        import_file=file,
        line=line,
        column="item-price",
        reason=reason,
        detail=detail,
        raw=raw,
    )
