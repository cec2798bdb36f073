"""Cases for the tests of the desk: what buyers wrote about the desk's orders, and how long is left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from PIL import Image

from amends.accounts.models import Shop, User
from amends.cases.actions import place_in_queue
from amends.cases.announcing import announce
from amends.cases.models import Case, Clock
from amends.core import clock
from amends.history.models import Event
from amends.inbox.models import (
    CaseMessage,
    Conversation,
    Message,
    MessageAttachment,
    MessageBody,
    OutgoingMessage,
    ReplyFile,
)
from amends.orders.models import Order, OrderPerson
from amends.platform_records.contents import keep_content
from amends.platform_records.models import Thumbnail
from tests.connectors.pictures.photographs import written
from tests.web import rows
from tests.web.pixels import png
from tests.web.single_rows import NOON, line_of, order_of

Said = tuple[str, float, str]  # in or out, hours ago, words


def cases(desk: rows.Desk) -> list[Case]:
    """Seven cases: the planters in pieces, then others in Chinese, French and English."""
    made = [broken_planters(desk)]
    plain: Sequence[tuple[Shop, str, str, str, str, list[str], float, str]] = (
        (desk.taobao, "2918400099887766554", "w**8", "桌面热敏打印机 家用小型 标签机", "46.90",
         ["wrong_carrier"], 8.2, "我备注了发圆通，怎么给我发的中通？中通不到我们镇上"),
        (desk.amazon, "114-7756120-0092216", "Claire B.", "Lampe solaire d’extérieur, lot de deux",
         "34.90", ["delivered_not_received", "compensation_request"], 6.1,
         "Le suivi indique « livré » mais je n’ai rien reçu, le gardien non plus."),
        (desk.amazon, "115-1180943-7715544", "tony_garage", "Label printer, 4 inch, USB", "89.00",
         ["how_to_use"], 7.5, "driver wont install on win 11 tried twice now, thinking of sending back"),
        (desk.taobao, "2918400055443322110", "阿紫", "手持挂烫机 家用小型 蒸汽熨斗 便携式", "199.00",
         ["thanks"], 21, "好的收到了，谢谢～"),
        (desk.amazon, "116-5520174-9910033", "D. Laurent", "Serre-livres en métal, la paire", "22.50",
         ["missing_part"], -0.2, "Je choisis la 2, merci de renvoyer la pièce manquante."),
    )  # fmt: skip
    lunch_box = desk.orders["2918400011223344556"]
    words = "都十天了还在呼和浩特转运中心不动，你们到底管不管？再不解决我就投诉了！"
    made.append(case_of(desk.taobao, lunch_box, ["delayed"], 5.6, [("in", 18.4, words)], "zh"))
    for shop, number, name, title, price, types, left, words in plain:
        order = order_of(shop, number, NOON - timedelta(days=8), total=Decimal(price), state="delivered")
        OrderPerson.objects.create(organisation=shop.organisation, order=order, buyer_shown_name=name)
        line_of(order, title[:8], title, 1, price)
        case = case_of(shop, order, types, left, [("in", 24 - left, words)], "", name=name)
        made.append(case)
    return made


def broken_planters(desk: rows.Desk) -> Case:
    """The oldest unanswered message is a day old; there is a photo, an answer of ours and a delivery."""
    order = desk.orders["112-8841907-5530612"]
    order.lines.update(fulfilment="seller")
    case = case_of(
        desk.amazon,
        order,
        ["damaged", "leaking"],
        1.2,
        [
            (
                "in",
                28.7,
                "Hi, box was crushed on one side. Both planters arrived in pieces and soil all over, "
                "I want my money back or new ones. Not happy, it was for my mothers birthday on Sunday.",
            ),
            (
                "out",
                28.0,
                "I am sorry both planters broke, and just before a birthday. Thank you for the photos, "
                "they are all we need. I am checking stock for Sunday and will write again today by 18:00.",
            ),
            ("in", 5.9, "ok. will it be here by sunday or not"),
        ],
        "en",
        name="M. Okafor",
    )
    first = Message.objects.filter(case_messages__case=case).order_by("sent_at")[0]
    for n, colour in enumerate(((154, 120, 82), (107, 43, 42))):
        content = keep_content(desk.organisation.pk, [png(208, 156, colour)], media_type="image/png")
        MessageAttachment.objects.create(
            organisation=desk.organisation,
            message=first,
            position=n,
            filename=f"carton-{n}.png",
            media_type="image/png",
            content=content,
        )
        Thumbnail.objects.create(
            organisation_id=desk.organisation.pk,
            content=content,
            state="made",
            octets=written(Image.new("RGB", (208, 156), colour), "JPEG"),
            width=208,
            height=156,
            wanted_at=NOON,
        )
    return case


def case_of(
    shop: Shop,
    order: Order | None,
    issue_types: list[str],
    left: float,
    said: Sequence[Said],
    language: str,
    *,
    name: str = "小鹿乱撞2020",
    channel: str = "email",
    assignee: User | None = None,
) -> Case:
    """A case with its conversation, and both clocks, the platform's with `left` hours."""
    times = [NOON - timedelta(hours=hours) for _, hours, _ in said]
    case = Case(
        organisation=shop.organisation,
        shop=shop,
        order=order,
        order_number=order.number if order is not None else "",
        buyer=order.buyer if order is not None else None,
        issue_types=issue_types,
        language=language,
        assignee=assignee,
        opened_at=times[0],
        unanswered_since=times[-1],
        last_message_at=times[-1],
        at_stake=order.total or 0 if order is not None else 0,
        queue_key=times[0],
    )
    case.save()
    talk = Conversation.objects.create(
        organisation=shop.organisation,
        shop=shop,
        channel=channel,
        thread=f"<case-{case.pk}@mail.example>",
        buyer=case.buyer,
        order=order,
        order_number=case.order_number,
        case=case,
        last_message_at=times[-1],
        created_at=times[0],
    )
    for (direction, _, words), at in zip(said, times, strict=True):
        message_of(case, talk, words, at, direction=direction, name=name)
    for side, due, started in (("platform", left, times[0]), ("own", left + 4.8, times[-1])):
        Clock.objects.create(
            organisation=shop.organisation,
            case=case,
            kind="answer",
            side=side,
            actor="seller",
            rule="own.answer",
            counts_from="oldest_unanswered_message",
            started_at=started,
            due_at=NOON + timedelta(hours=due),
        )
    Event.objects.create(
        organisation_id=shop.organisation_id,
        at=times[0],
        actor="worker",
        verb="case_opened",
        subject_type="case",
        subject_id=case.pk,
        detail={"reason": "sender"},
    )
    place_in_queue(case)
    case.save()
    announce([case.pk], review=False)
    return case


def message_of(
    case: Case,
    talk: Conversation,
    words: str,
    at: datetime,
    *,
    direction: str = "in",
    name: str = "M. Okafor",
) -> Message:
    """A message in a case's conversation; of the buyer, it is the newest that a reply must have seen."""
    message = Message.objects.create(
        organisation=case.organisation,
        conversation=talk,
        shop=case.shop,
        direction=direction,
        external_id=f"<{case.pk}-{at.timestamp()}@mail.example>",
        sent_at=at,
        received_at=at,
    )
    MessageBody.objects.create(
        organisation=case.organisation,
        message=message,
        sender_name=name if direction == "in" else "Li Min",
        sender_address="buyer@marketplace.example" if direction == "in" else "us@lantern.example",
        subject="Order",
        text=words,
    )
    CaseMessage.objects.create(
        organisation=case.organisation, case=case, message=message, reason="sender", issue_types=[]
    )
    if direction == "in":
        case.newest_message_id, case.last_message_at = message.pk, at
        case.save(update_fields=["newest_message_id", "last_message_at"])
    return message


def written_for(case: Case, *, state: str = "hand_task", **columns: object) -> OutgoingMessage:
    """A reply of ours to the case's newest message, by hand."""
    talk = Conversation.objects.filter(case=case).latest("pk")
    return OutgoingMessage.objects.create(
        organisation=case.organisation,
        case=case,
        conversation=talk,
        idempotency_key=f"hand-{case.pk}-{state}",
        **{
            "channel": "hand",
            "state": state,
            "text": "We send new ones today.",
            "seen_message_id": case.newest_message_id,
            "written_at": clock.now(),
            "leaves_at": clock.now(),
            **columns,
        },
    )


def file_of(outgoing: OutgoingMessage, name: str = "label.pdf") -> ReplyFile:
    """A file that goes with this reply."""
    content = keep_content(outgoing.organisation_id, [b"%PDF-1.7 label"], media_type="application/pdf")
    return ReplyFile.objects.create(
        organisation_id=outgoing.organisation_id,
        outgoing=outgoing,
        position=0,
        filename=name,
        media_type="application/pdf",
        content=content,
    )
