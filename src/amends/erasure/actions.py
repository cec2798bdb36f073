"""Erasing a buyer: every personal field goes; orders, sums, hashes and history stay."""

from dataclasses import dataclass
from hashlib import blake2b

from django.db import transaction
from django.db.models import Q, QuerySet

from amends.accounts.models import SellerAccount, Shop
from amends.accounts.permission import require
from amends.answers.models import GroupAnswerMember
from amends.buyers.models import Buyer, BuyerPerson
from amends.cases.models import Note
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.core.errors import NotAllowed
from amends.erasure.quarantined import erase_quarantined
from amends.erasure.rejected_rows import erase_files_and_rejects
from amends.erasure.said_rows import erase_records
from amends.erasure.traces import Traces, traces_of
from amends.history.actions import record
from amends.inbox.models import (
    Conversation,
    Draft,
    Message,
    MessageAttachment,
    MessageBody,
    OutgoingMessage,
    ReplyFile,
    TriageExample,
)
from amends.orders.models import Order, OrderPerson
from amends.parcels.models import TrackingEvent
from amends.platform_records.contents import forget_contents
from amends.returns.models import ReturnPerson
from amends.reviews.models import Feedback, FeedbackPerson


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of each kind lost their personal fields."""

    orders: int
    messages: int
    records: int


@transaction.atomic
def erase_buyer(buyer: Buyer, *, by: Actor) -> Erased:
    """Erase who the buyer is, everywhere. The buyer's row stays, nameless; doing it again changes nothing.

    Raises NotAllowed where `by` may not erase in every shop that knows the buyer.
    """
    _hold_imports(buyer.organisation_id)
    traces = traces_of(buyer)
    _require(traces, buyer, by=by)
    orders = Order.objects.filter(pk__in=traces.order_ids)
    orders.exclude(seller_note="").update(seller_note="")
    of_orders = OrderPerson.objects.filter(order__in=orders).delete()[0]
    ReturnPerson.objects.filter(returned__order__in=orders).delete()
    FeedbackPerson.objects.filter(feedback__order__in=orders).delete()
    Feedback.objects.filter(order__in=orders).update(response="")
    TrackingEvent.objects.filter(parcel__links__order__in=orders).update(text="", location="")
    records = erase_records(traces)
    of_messages = _erase_messages(Message.objects.filter(conversation_id__in=traces.conversation_ids))
    _erase_replies(traces)
    _rename_threads(traces)
    erase_files_and_rejects(traces)
    erase_quarantined(traces)
    BuyerPerson.objects.filter(buyer=buyer).delete()
    Buyer.objects.filter(pk=buyer.pk, erased_at=None).update(erased_at=clock.now())
    erased = Erased(of_orders, of_messages, records)
    _tell(buyer, erased, by=by)
    return erased


@transaction.atomic
def erase_order_buyer(order: Order, *, by: Actor) -> Erased:
    """Erase the buyer of an order and whoever wrote about it as its buyer.

    Where the marketplace names none, it is what this one order tells of them.
    """
    require(by, "erase_buyer", order.shop)
    _hold_imports(order.organisation_id)
    writers = Buyer.objects.filter(conversations__order=order).distinct()
    buyers = [buyer for buyer in writers.order_by("pk") if buyer.pk != order.buyer_id]
    if order.buyer is None:
        # The order must remember that its buyer was erased, or the next export would bring the person back.
        order.buyer = buyers.pop(0) if buyers else _nameless(order)
        order.save(update_fields=["buyer"])
    erased = [erase_buyer(buyer, by=by) for buyer in (order.buyer, *buyers)]
    return Erased(
        orders=sum(each.orders for each in erased),
        messages=sum(each.messages for each in erased),
        records=sum(each.records for each in erased),
    )


def _hold_imports(organisation_id: int) -> None:
    """Let no import write between what is looked up and what is erased; the order of locks is theirs."""
    accounts = SellerAccount.objects.filter(organisation_id=organisation_id).order_by("pk")
    for account_id in accounts.values_list("pk", flat=True):
        lock_until_commit("seller_account", account_id)
    lock_until_commit("buyers", organisation_id)
    lock_until_commit("content", organisation_id)


def _nameless(order: Order) -> Buyer:
    return Buyer.objects.create(
        organisation_id=order.organisation_id,
        marketplace=order.shop.marketplace,
        first_seen_at=order.created_at,
    )


def _require(traces: Traces, buyer: Buyer, *, by: Actor) -> None:
    if buyer.organisation_id != by.organisation_id:
        raise NotAllowed("not_allowed", "This buyer belongs to another organisation.")
    shops = Shop.objects.filter(orders__in=traces.order_ids) | Shop.objects.filter(
        conversations__in=traces.conversation_ids
    )
    for shop in shops.distinct():
        require(by, "erase_buyer", shop)


def _erase_messages(messages: QuerySet[Message]) -> int:
    ids = list(messages.values_list("pk", flat=True))
    attachments = MessageAttachment.objects.filter(message_id__in=ids)
    contents = {
        *attachments.values_list("content_id", flat=True),
        *messages.exclude(content=None).values_list("content_id", flat=True),
    }
    attachments.delete()
    Message.objects.filter(pk__in=ids).update(content=None)
    erased = MessageBody.objects.filter(message_id__in=ids).delete()[0]
    TriageExample.objects.filter(message_id__in=ids).delete()  # whoever made one held the words till then
    forget_contents(contents)
    return erased


def _erase_replies(traces: Traces) -> None:
    """What was written to the buyer names them, and what has not left yet shall not."""
    theirs = Q(case__order__in=traces.order_ids) | Q(case__conversations__in=traces.conversation_ids)
    # Of a merged case the conversations have gone on; a split one has none of its own.
    theirs |= Q(case__case_messages__message__conversation__in=traces.conversation_ids)
    drafts = Draft.objects.filter(pk__in=Draft.objects.filter(theirs).values("pk"))
    Note.objects.filter(pk__in=Note.objects.filter(theirs).values("pk")).update(text="")
    members = GroupAnswerMember.objects.filter(pk__in=GroupAnswerMember.objects.filter(theirs).values("pk"))
    members.filter(state="ready").update(state="left_out", reason="erased")
    members.update(text="")
    replies = OutgoingMessage.objects.filter(
        Q(case__order__in=traces.order_ids) | Q(conversation__in=traces.conversation_ids)
    )
    replies.filter(state="waiting").update(state="cancelled")
    replies.filter(state="hand_task").update(state="failed")
    files = ReplyFile.objects.filter(Q(draft__in=drafts) | Q(outgoing__in=replies))
    contents = set(files.values_list("content_id", flat=True))
    ReplyFile.objects.filter(pk__in=list(files.values_list("pk", flat=True))).delete()
    drafts.delete()
    forget_contents(contents)
    replies.update(text="", recipient="", subject="", answer="", passed_reason="")


def _rename_threads(traces: Traces) -> None:
    """Some sellers name a conversation after its buyer."""
    for conversation in Conversation.objects.filter(pk__in=traces.conversation_ids):
        if any(name in conversation.thread for name in traces.names):
            digest = blake2b(conversation.thread.encode(), digest_size=16).hexdigest()
            Conversation.objects.filter(pk=conversation.pk).update(thread=f"erased:{digest}")


def _tell(buyer: Buyer, erased: Erased, *, by: Actor) -> None:
    detail = {"orders": erased.orders, "messages": erased.messages, "records": erased.records}
    record(actor=by, verb="buyer_erased", subject_type="buyer", subject_id=buyer.pk, detail=detail)
