"""Erasing a buyer: every personal field goes; orders, sums, hashes and history stay."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet

from amends.buyers.models import Buyer, BuyerPerson
from amends.core import clock
from amends.core.actor import Actor
from amends.history.actions import record
from amends.imports.models import ImportReject
from amends.inbox.models import Conversation, Message, MessageAttachment, MessageBody
from amends.orders.models import Order, OrderPerson
from amends.platform_records.contents import forget_contents
from amends.platform_records.models import PlatformRecordPerson
from amends.returns.models import ReturnPerson
from amends.reviews.models import FeedbackPerson


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of each kind lost their personal fields."""

    orders: int
    messages: int
    records: int


@transaction.atomic
def erase_buyer(buyer: Buyer, *, by: Actor) -> Erased:
    """Erase who the buyer is, everywhere. The buyer's row stays, nameless; doing it again changes nothing."""
    identity = BuyerPerson.objects.filter(buyer=buyer).values_list("identity", flat=True).first()
    erased = _erase(Order.objects.filter(buyer=buyer), Q(buyer=buyer), [identity] if identity else [])
    BuyerPerson.objects.filter(buyer=buyer).delete()
    Buyer.objects.filter(pk=buyer.pk, erased_at=None).update(erased_at=clock.now())
    _tell("buyer", buyer.pk, erased, by=by)
    return erased


@transaction.atomic
def erase_order_buyer(order: Order, *, by: Actor) -> Erased:
    """Erase the buyer of an order; where the marketplace names none, what this one order tells of them."""
    if order.buyer is not None:
        return erase_buyer(order.buyer, by=by)
    erased = _erase(Order.objects.filter(pk=order.pk), Q(order=order), [])
    _tell("order", order.pk, erased, by=by)
    return erased


def _erase(orders: QuerySet[Order], theirs: Q, names: list[str]) -> Erased:
    numbers: dict[int, list[str]] = {}
    for account_id, number in orders.values_list("seller_account_id", "number"):
        numbers.setdefault(account_id, []).append(number)
    of_orders = OrderPerson.objects.filter(order__in=orders).delete()[0]
    ReturnPerson.objects.filter(returned__order__in=orders).delete()
    FeedbackPerson.objects.filter(feedback__order__in=orders).delete()
    messages = Message.objects.filter(
        conversation__in=Conversation.objects.filter(theirs | Q(order__in=orders))
    )
    records = _erase_records(numbers, messages)
    of_messages = _erase_messages(messages)
    _erase_rejects(orders, [*names, *(number for of_account in numbers.values() for number in of_account)])
    return Erased(of_orders, of_messages, records)


def _erase_records(numbers: dict[int, list[str]], messages: QuerySet[Message]) -> int:
    of_orders = [
        Q(record__seller_account_id=account_id, record__subject__in=of_account)
        for account_id, of_account in numbers.items()
    ]
    keys: dict[int, list[str]] = {}
    for account_id, key in messages.values_list("shop__seller_account_id", "external_id"):
        keys.setdefault(account_id, []).append(key)
    of_messages = [
        Q(record__seller_account_id=account_id, record__kind="messages", record__record_key__in=of_account)
        for account_id, of_account in keys.items()
    ]
    wanted = of_orders + of_messages
    return PlatformRecordPerson.objects.filter(reduce(or_, wanted)).delete()[0] if wanted else 0


def _erase_messages(messages: QuerySet[Message]) -> int:
    ids = list(messages.values_list("pk", flat=True))
    attachments = MessageAttachment.objects.filter(message_id__in=ids)
    contents = {
        *attachments.values_list("content_id", flat=True),
        *messages.exclude(content=None).values_list("content_id", flat=True),
    }
    attachments.delete()
    Message.objects.filter(pk__in=ids).update(content=None)
    MessageBody.objects.filter(message_id__in=ids).delete()
    still_used = {
        *MessageAttachment.objects.filter(content_id__in=contents).values_list("content_id", flat=True),
        *Message.objects.filter(content_id__in=contents).values_list("content_id", flat=True),
    }
    forget_contents(contents - still_used)
    return len(ids)


def _erase_rejects(orders: QuerySet[Order], names: list[str]) -> None:
    """Rows that could not be taken were kept as they came: those that name the buyer are emptied."""
    organisations = list(orders.values_list("organisation_id", flat=True).distinct())
    if names and organisations:
        naming = reduce(or_, (Q(raw__contains=name) for name in names))
        ImportReject.objects.filter(naming, organisation_id__in=organisations).update(raw="")


def _tell(subject_type: str, subject_id: int, erased: Erased, *, by: Actor) -> None:
    detail = {"orders": erased.orders, "messages": erased.messages, "records": erased.records}
    record(actor=by, verb="buyer_erased", subject_type=subject_type, subject_id=subject_id, detail=detail)
