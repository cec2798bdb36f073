"""What a message does to a case in hand: opens it, tells it something, gives it its order."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.cases.rules import within_grace
from amends.inbox.about import About
from amends.inbox.answering import is_answered
from amends.inbox.in_hand import CaseInHand, CasesInHand, Said
from amends.inbox.joining import Joined
from amends.inbox.judging import Judged
from amends.inbox.known_orders import KnownOrder
from amends.inbox.models import Message
from amends.orders.models import Order

GRACE = timedelta(days=14)


def taking(joined: Joined, cases: CasesInHand, at: datetime, orders: Mapping[int, KnownOrder]) -> Joined:
    """Where the message really goes: past a case that is over, to the order's case at work or to none yet."""
    over = joined.case
    if over is None or over.is_at_work:
        return joined
    order = joined.order or orders.get(over.case.order_id or 0)
    instead = cases.at_work(order.order.pk) if order is not None else None
    if instead is None and over.case.state == "solved" and within_grace(over.case.solved_at, at, grace=GRACE):
        return joined
    return Joined(joined.reason, case=instead, order=order, follows=over.case if instead is None else None)


def opened(message: Message, shop: Shop, joined: Joined, at: datetime) -> CaseInHand:
    """A new case, for the order if it is known."""
    conversation = message.conversation
    case = Case(
        organisation_id=shop.organisation_id,
        shop=shop,
        order_number=conversation.order_number,
        offered_order=joined.offered.order if joined.offered is not None else None,
        follows=joined.follows,
        buyer_id=conversation.buyer_id,
        opened_at=at,
        last_message_at=at,
        queue_key=at,
    )
    return CaseInHand(case)


def give_order(each: CaseInHand, known: KnownOrder, shop: Shop, cases: CasesInHand) -> bool:
    """The case is about this order, unless the order has a case at work already; whether it is now."""
    case, order = each.case, known.order
    if case.order_id is not None or (cases.at_work(order.pk) is not None and not case.is_split):
        return False
    set_order(case, order, shop)
    cases.settle(each)
    return True


def set_order(case: Case, order: Order, shop: Shop) -> None:
    """The case is about this order, with what is at stake in it; it is not offered any more. Not saved."""
    case.order, case.order_number = order, order.number
    case.buyer_id = case.buyer_id or order.buyer_id
    if case.offered_order_id == order.pk:
        case.offered_order = None
    if order.currency == shop.currency and order.total is not None:
        case.at_stake = order.total


def told(each: CaseInHand, message: Message, judged: Judged, at: datetime) -> None:
    """A buyer has written: the case is open, and its newest message is first in what it is about."""
    case = each.case
    if not is_answered(each, at):
        if case.state != "open":
            case.state, case.snoozed_until, case.solved_at = "open", None, None
        if judged.needs_answer:
            case.unanswered_since = min(case.unanswered_since or at, at)
    each.said.append(Said(message.pk, at, is_in=True, wants=judged.needs_answer))
    case.opened_at = min(case.opened_at, at)
    case.last_message_at = max(case.last_message_at, at)
    case.newest_message_id = max(case.newest_message_id or 0, message.pk)
    case.language = judged.language or case.language
    if not (judged.says_nothing and case.issue_types):
        case.is_unsure = judged.is_unsure
    about = About(tuple(case.issue_types), each.ruled_out, each.held)
    case.issue_types = list(about.hearing(judged.issue_types).types)
    case.signals = {**case.signals, **judged.signals}


def came_back(each: CaseInHand) -> None:
    """An answer of ours could not be delivered: whoever it was for waits again."""
    case = each.case
    if not each.is_at_work or case.unanswered_since is not None:
        return
    case.state, case.snoozed_until = "open", None
    case.unanswered_since = max((said.at for said in each.said if said.wants), default=None)
