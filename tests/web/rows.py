"""A small desk with something of everything: two shops, a story on each, and plain orders."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from amends.accounts.models import Organisation, SellerAccount, Shop, User
from amends.buyers.models import Buyer, BuyerPerson
from amends.core import clock
from amends.history.models import Event
from amends.inbox.models import Conversation, Message, MessageAttachment, MessageBody
from amends.orders.models import Order, OrderPerson, Payment
from amends.platform_records.contents import keep_content
from amends.platform_records.models import PlatformRecord, PlatformRecordPerson, RecordHeader
from amends.returns.models import Return, ReturnPerson
from amends.reviews.models import Feedback, FeedbackPerson
from tests import people
from tests.web.single_rows import (
    NOON,
    event_of,
    import_file,
    line_of,
    order_of,
    parcel_of,
    reject_of,
    simple_order,
)

__all__ = ["NOON", "PASSWORD", "Desk", "desk", "import_file", "reject_of"]

PASSWORD = "lantern-and-planter"


@dataclass(frozen=True)
class Desk:
    """What was made: a shop on Amazon US, one on Taobao, their owner, and orders by number."""

    organisation: Organisation
    owner: User
    amazon: Shop
    taobao: Shop
    orders: dict[str, Order]


def desk() -> Desk:
    """Make it."""
    organisation = people.organisation("Lantern House")
    owner = people.user(organisation, "limin", "owner", password=PASSWORD)
    owner.name = "Li Min"
    owner.save(update_fields=["name"])
    amazon = people.shop(organisation, "LANTERN-US")
    account = SellerAccount.objects.create(organisation=organisation, marketplace="taobao", name="灯笼家居")
    taobao = Shop.objects.create(
        organisation=organisation,
        seller_account=account,
        code="TB-灯笼家居",
        marketplace="taobao",
        country="CN",
        time_zone="Asia/Shanghai",
        currency="CNY",
        language="zh-CN",
        created_at=clock.now(),
    )
    made = [planters(amazon), lunch_box(taobao)]
    made += [simple_order(amazon, f"113-20000{n:02}-5550{n:03}", n) for n in range(1, 14)]
    return Desk(organisation, owner, amazon, taobao, {order.number: order for order in made})


def planters(shop: Shop) -> Order:
    """A shipped order with two lines, a parcel under way, a return, feedback, a mail and a changed record."""
    placed_at = NOON - timedelta(days=6)
    buyer = Buyer.objects.create(
        organisation=shop.organisation, marketplace="amazon", first_seen_at=NOON - timedelta(days=700)
    )
    BuyerPerson.objects.create(
        organisation=shop.organisation,
        buyer=buyer,
        marketplace="amazon",
        identity="mokafor@marketplace.example",
        shown_name="M. Okafor",
        email="mokafor@marketplace.example",
    )
    order = order_of(
        shop,
        "112-8841907-5530612",
        placed_at,
        buyer=buyer,
        total=Decimal("53.97"),
        channel="Amazon.com",
        country="US",
        paid_at=placed_at,
        shipped_at=placed_at + timedelta(hours=22),
        ship_by=placed_at + timedelta(hours=40),
        deliver_from=NOON + timedelta(days=1),
        deliver_until=NOON + timedelta(days=3),
        shipping_service="Expedited",
        shipping=Decimal("4.99"),
    )
    OrderPerson.objects.create(
        organisation=shop.organisation,
        order=order,
        buyer_shown_name="M. Okafor",
        recipient="Mary Okafor",
        address="2210 Ridge Avenue\nApt 4",
        city="Evanston",
        region="IL",
        postal_code="60201",
        country="US",
        phone="+1 847-555-0133",
        buyer_note="Please leave it with the porter <b>not</b> on the porch.",
    )
    line_of(
        order,
        "PL-22",
        "Ceramic planter with drainage hole, matt white, 22 cm",
        2,
        "41.98",
        product_id="B0CPLANT22",
        item_tax=Decimal("2.00"),
        shipping_amount=Decimal("4.99"),
        item_discount=Decimal("4.99"),
    )
    line_of(order, "SOIL-5", "Potting soil, 5 litres", 1, "9.99", is_gift=True, fulfilment="marketplace")
    Payment.objects.create(
        organisation=shop.organisation,
        order=order,
        method="CreditCard",
        basis="derived",
        captured=Decimal("53.97"),
        currency="USD",
        paid_at=placed_at,
    )
    parcel = parcel_of(order, "774900112233", "FedEx", "exception")
    for hours, place, text, status in (
        (20, "Reno", "Picked up", "handed_over"),
        (44, "Denver", "Departed facility", "in_transit"),
        (70, "Chicago", "Arrived at facility", "in_transit"),
        (80, "Chicago", "Damage reported; outer carton wet", "exception"),
        (96, "Evanston", "At local facility", "in_transit"),
    ):
        event_of(parcel, placed_at + timedelta(hours=hours), place, text, status)
    returned = Return.objects.create(
        organisation=shop.organisation,
        seller_account=shop.seller_account,
        shop=shop,
        order=order,
        key="R1",
        source="amazon.mfn_returns",
        order_number=order.number,
        status="Approved",
        reason="CR-DAMAGED_BY_CARRIER",
        sku="PL-22",
        quantity=1,
        requested_at=NOON - timedelta(hours=20),
        currency="USD",
        refund_amount=Decimal("20.99"),
        rma="DqL7X2RRMA",
        in_policy=True,
        created_at=NOON,
    )
    ReturnPerson.objects.create(
        organisation=shop.organisation, returned=returned, comment="Arrived in pieces & soil everywhere"
    )
    feedback = Feedback.objects.create(
        organisation=shop.organisation,
        seller_account=shop.seller_account,
        shop=shop,
        order=order,
        key="F1",
        order_number=order.number,
        rating=2,
        given_at=NOON - timedelta(hours=5),
        created_at=NOON,
    )
    FeedbackPerson.objects.create(
        organisation=shop.organisation, feedback=feedback, comment="Box was crushed."
    )
    mail_about(order, buyer)
    changed_records(order)
    return order


def lunch_box(shop: Shop) -> Order:
    """A paid Taobao order, late, with notes in Chinese."""
    placed_at = NOON - timedelta(days=2)
    buyer = Buyer.objects.create(
        organisation=shop.organisation, marketplace="taobao", first_seen_at=placed_at
    )
    BuyerPerson.objects.create(
        organisation=shop.organisation,
        buyer=buyer,
        marketplace="taobao",
        identity="小鹿乱撞2020",
        shown_name="小鹿乱撞2020",
    )
    order = order_of(
        shop,
        "2918400011223344556",
        placed_at,
        buyer=buyer,
        total=Decimal("128.00"),
        state="paid",
        total_basis="stated",
        status="买家已付款，等待卖家发货",
        paid_at=placed_at,
        ship_by=NOON - timedelta(hours=1, minutes=12),
        asked_carrier="圆通",
        seller_note="客户要求发圆通，送运费险",
        invoice_wished=True,
    )
    OrderPerson.objects.create(
        organisation=shop.organisation,
        order=order,
        buyer_shown_name="小鹿乱撞2020",
        recipient="王小鹿",
        address="内蒙古自治区 呼和浩特市 赛罕区 大学东街 108 号 幸福小区 3 栋 2 单元 501",
        phone="13800138000",
        buyer_note="请发圆通，中通不到我们镇上，谢谢！",
        invoice_title="呼和浩特市某某科技有限公司",
    )
    line_of(
        order, "即热饭盒-白-1.2L", "便携式即热饭盒 上班族自热加热饭盒 无需插电 可拆洗 1.2L 白色", 1, "128.00"
    )
    Payment.objects.create(
        organisation=shop.organisation,
        order=order,
        method="支付宝",
        basis="stated",
        external_id="2026111922001",
        captured=Decimal("128.00"),
        currency="CNY",
        paid_at=placed_at,
    )
    return order


def mail_about(order: Order, buyer: Buyer) -> Conversation:
    """Two mails in one conversation, the first with its source and an attachment."""
    talk = Conversation.objects.create(
        organisation=order.organisation,
        shop=order.shop,
        channel="email",
        thread="<1@mail.example>",
        buyer=buyer,
        order_number=order.number,
        order=order,
        last_message_at=NOON - timedelta(hours=2),
        created_at=NOON,
    )
    source = keep_content(order.organisation_id, [b"Subject: Broken\r\n\r\nBoth planters arrived in pieces."])
    picture = keep_content(order.organisation_id, [b"<script>alert(1)</script>"], media_type="text/html")
    for direction, hours, words in (
        (
            "in",
            29,
            "Hi, box was crushed on one side.\nBoth planters arrived in pieces <script>alert(1)</script>",
        ),
        ("out", 28, "I am sorry both planters broke. I will write again today by 18:00."),
        ("in", 2, "ok. will it be here by sunday or not"),
    ):
        first = hours == 29
        message = Message.objects.create(
            organisation=order.organisation,
            conversation=talk,
            shop=order.shop,
            direction=direction,
            external_id=f"<{hours}@mail.example>",
            sent_at=NOON - timedelta(hours=hours),
            received_at=NOON,
            content=source if first else None,
        )
        MessageBody.objects.create(
            organisation=order.organisation,
            message=message,
            subject="Arrived broken, soil spilled",
            text=words,
            sender_name="Mary Okafor" if direction == "in" else "Li Min",
            sender_address="mokafor@marketplace.example",
        )
        if first:
            MessageAttachment.objects.create(
                organisation=order.organisation,
                message=message,
                position=0,
                filename="../carton\u202egpj.html",
                media_type="text/html",
                content=picture,
            )
    return talk


def changed_records(order: Order) -> None:
    """The same line twice, with another status, and the event that tells of it."""
    header, _ = RecordHeader.objects.get_or_create(
        organisation_id=order.organisation_id,
        sha256=hashlib.sha256(b"header").digest(),
        defaults={"names": ["amazon-order-id", "order-status", "sku", "ship-city"]},
    )
    for n, status in enumerate(("Pending", "Shipped")):
        record = PlatformRecord.objects.create(
            organisation_id=order.organisation_id,
            seller_account_id=order.seller_account_id,
            kind="amazon.all_orders",
            record_key=f"{order.number}/PL-22/1",
            subject=order.number,
            header=header,
            content_hash=bytes([n] * 16),
            values=[order.number, status, "PL-22", ""],
            import_file_id=1,
            updated_at=NOON - timedelta(days=5 - n),
            received_at=NOON - timedelta(days=5 - n),
        )
        PlatformRecordPerson.objects.create(record=record, values=["", "", "", "Evanston"])
    Event.objects.create(
        organisation_id=order.organisation_id,
        at=NOON - timedelta(days=4),
        actor="web:1",
        verb="order_changed",
        subject_type="order",
        subject_id=order.pk,
        detail={"changes": {"status": ["Pending", "Shipped"]}, "lines": {"PL-22": {"quantity": ["1", "2"]}}},
    )
