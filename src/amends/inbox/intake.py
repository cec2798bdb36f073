"""Messages become work: each joins the case of its order or opens one, is judged, and starts its clocks."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from amends.accounts.models import Shop
from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.cases.rules import most_urgent_first, within_grace
from amends.cases.states import AT_WORK
from amends.connectors.mail.senders import who_writes
from amends.core.actor import Actor
from amends.history.actions import Happening, record_all
from amends.inbox.answering import answered, lock_case
from amends.inbox.clocks import keep_clocks
from amends.inbox.joining import Joined, follow, place_of
from amends.inbox.judging import Judged, judge_message
from amends.inbox.models import CaseMessage, Conversation, Message, PlatformEvent
from amends.orders.models import Order

GRACE = timedelta(days=14)
EVENT_KINDS = {"bounce": "bounce", "automatic": "automatic", "calendar": "notification"}


def take_in(shop: Shop, message_ids: Sequence[int], *, by: Actor) -> None:
    """Take new messages in, in the order they were sent. The caller holds the seller account's lock."""
    messages = (
        Message.objects.filter(pk__in=list(message_ids))
        .select_related("body", "conversation__case", "conversation__order__person", "conversation__buyer")
        .order_by("sent_at", "pk")
    )
    touched: dict[int, Case] = {}
    threads: dict[int, Conversation] = {}
    happenings: list[Happening] = []
    for message in messages:
        message.conversation = threads.setdefault(message.conversation_id, message.conversation)
        event = event_kind(message)
        if event:
            _keep_event(message, event)
        elif message.direction == "out":
            _answered(message, touched)
        else:
            _heard(message, shop, touched, happenings)
    for case in touched.values():
        keep_clocks(case, shop)
        case.save()
    record_all(happenings, by=by)
    announce(touched)


def orders_came(shop: Shop, order_ids: Sequence[int]) -> None:
    """Cases whose order was not known yet get it now, unless the order has a case at work already."""
    waiting = Case.objects.filter(
        shop=shop, order=None, merged_into=None, state__in=AT_WORK, conversations__order__in=list(order_ids)
    )
    for case in waiting.select_for_update(of=("self",)).order_by("pk"):
        order = Order.objects.filter(conversations__case=case, pk__in=list(order_ids)).order_by("pk").first()
        if order is None or Case.objects.filter(order=order, merged_into=None, state__in=AT_WORK).exists():
            continue
        case.order, case.order_number = order, order.number
        keep_clocks(case, shop)
        case.save()
    _join_by_number(shop, order_ids)


def _join_by_number(shop: Shop, order_ids: Sequence[int]) -> None:
    """Messages that named these orders before they came in are judged again for where they belong."""
    numbers = list(Order.objects.filter(pk__in=list(order_ids)).values_list("number", flat=True))
    named = CaseMessage.objects.filter(
        case__shop=shop,
        case__order=None,
        case__merged_into=None,
        case__state__in=AT_WORK,
        signals__order_numbers__has_any_keys=numbers,
    ).select_related("message__body", "message__conversation__buyer")
    for link in named.order_by("pk"):
        message, case = link.message, lock_case(link.case_id)
        if case.order_id is not None:
            continue
        message.conversation.case = None
        numbers_named = link.signals["order_numbers"]
        joined = place_of(message, sender=message.body.sender_address, numbers=numbers_named, shop=shop)
        taken = joined.order is not None and _at_work(joined.order) is not None
        if joined.order is not None and not taken:
            case.order, case.order_number = joined.order, joined.order.number
            Conversation.objects.filter(pk=message.conversation_id, order=None).update(order=joined.order)
        else:
            case.offered_order = joined.order or joined.offered
        keep_clocks(case, shop)
        case.save()


def _at_work(order: Order) -> Case | None:
    """The case of the order that is being worked on, if there is one."""
    return Case.objects.filter(order=order, merged_into=None, state__in=AT_WORK, is_split=False).first()


def refresh_clocks(shop: Shop, numbers: Collection[str]) -> None:
    """Something was said of these orders or their parcels: their cases' clocks follow."""
    at_work = Case.objects.filter(
        order__seller_account_id=shop.seller_account_id,
        order__number__any=list(numbers),
        merged_into=None,
        state__in=AT_WORK,
    )
    for case in at_work.select_for_update(of=("self",)).select_related("order").order_by("pk"):
        keep_clocks(case, shop)
        case.save()


def event_kind(message: Message) -> str | None:
    """notification, bounce or automatic for a message that no buyer wrote to be answered; else None."""
    if message.kind:
        return EVENT_KINDS.get(message.kind)
    if message.direction == "in" and who_writes(message.body.sender_address) in ("platform", "machine"):
        return "notification"
    return None


def _keep_event(message: Message, kind: str) -> None:
    conversation = message.conversation
    PlatformEvent.objects.get_or_create(
        message=message,
        defaults={
            "organisation_id": message.organisation_id,
            "case": follow(conversation.case),
            "kind": kind,
            "order_number": conversation.order_number,
        },
    )


def _answered(message: Message, touched: dict[int, Case]) -> None:
    case = follow(message.conversation.case)
    if case is None:
        return
    case = touched.get(case.pk) or touched.setdefault(case.pk, lock_case(case.pk))
    at = message.sent_at or message.received_at
    CaseMessage.objects.create(
        organisation_id=case.organisation_id, case=case, message=message, reason="thread"
    )
    answered(case, at=at)


def _heard(message: Message, shop: Shop, touched: dict[int, Case], happenings: list[Happening]) -> None:
    judged = judge_message(message, shop)
    if judged.is_automatic:
        _keep_event(message, "automatic")
        return
    joined = place_of(message, sender=message.body.sender_address, numbers=judged.order_numbers, shop=shop)
    order = joined.order or joined.offered
    if joined.order is not None:
        judged = judge_message(message, shop, order=joined.order)
    at = message.sent_at or message.received_at
    case = joined.case
    if case is not None:
        case = touched.get(case.pk) or lock_case(case.pk)
        if not _takes(case, at):
            case, joined = _following(case, joined)
    reason = joined.reason
    if case is None or case.pk is None:
        case = _opened(case or Case(), message, shop, joined, at)
        reason = reason if reason == "offered" else "opened"
        happenings.append(Happening("case_opened", "case", case.pk, {"reason": joined.reason}))
    touched[case.pk] = case
    _told(case, message, judged, at)
    CaseMessage.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        message=message,
        reason=reason,
        issue_types=[[code, round(confidence, 3)] for code, confidence in judged.issue_types],
        signals=judged.signals,
    )
    _tie(message.conversation, case, order if joined.order is not None else None)


def _takes(case: Case, at: datetime) -> bool:
    return case.state in AT_WORK or (case.state == "solved" and within_grace(case.solved_at, at, grace=GRACE))


def _following(closed: Case, joined: Joined) -> tuple[Case, Joined]:
    """Another case at work of the order; else a new one, linked to the one that is closed."""
    order = joined.order or closed.order
    at_work = _at_work(order) if order is not None else None
    if at_work is not None:
        return at_work, Joined(joined.reason, case=at_work, order=order)
    return Case(follows=closed), Joined(joined.reason, order=order)


def _opened(case: Case, message: Message, shop: Shop, joined: Joined, at: datetime) -> Case:
    order = joined.order
    case.organisation_id = shop.organisation_id
    case.shop = shop
    case.order = order
    case.order_number = order.number if order is not None else message.conversation.order_number
    case.offered_order = joined.offered
    case.buyer_id = message.conversation.buyer_id or (order.buyer_id if order is not None else None)
    case.opened_at = case.last_message_at = case.queue_key = at
    if order is not None and order.currency == shop.currency and order.total is not None:
        case.at_stake = order.total
    case.save()
    return case


def _told(case: Case, message: Message, judged: Judged, at: datetime) -> None:
    if case.state != "open":
        case.state, case.snoozed_until, case.solved_at = "open", None, None
    if judged.needs_answer:
        case.unanswered_since = min(case.unanswered_since or at, at)
    case.last_message_at = max(case.last_message_at, at)
    case.newest_message_id = max(case.newest_message_id or 0, message.pk)
    case.language = judged.language or case.language
    case.is_unsure = judged.is_unsure
    likely = [code for code, confidence in judged.issue_types if confidence >= judged.threshold]
    case.issue_types = most_urgent_first([*likely, *case.issue_types] or [judged.issue_types[0][0]])
    case.signals = {**case.signals, **judged.signals}


def _tie(conversation: Conversation, case: Case, order: object) -> None:
    if conversation.case_id == case.pk:
        return
    conversation.case = case
    if conversation.order_id is None and case.order_id is not None and order is not None:
        conversation.order = case.order
    conversation.save(update_fields=["case", "order"])
