"""Messages become work: each joins the case of its order or opens one, is judged, and starts its clocks."""

from collections.abc import Collection, Iterator, Sequence

from django.db import transaction
from django.db.models import Q

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.cases.reviewing import ask_review
from amends.cases.states import AT_WORK
from amends.connectors.mail.proof import NOT_BELIEVED
from amends.core.actor import Actor
from amends.core.addresses import address_of, compared
from amends.core.bulk import update_columns
from amends.inbox.arrivals import (
    early_answers,
    is_homeless,
    numbers_named,
    orders_mentioned,
    read_messages,
    surroundings_of,
)
from amends.inbox.in_hand import CasesInHand
from amends.inbox.joining import Naming, Surroundings, place_anew
from amends.inbox.judging import Judging
from amends.inbox.known_orders import known_orders
from amends.inbox.models import CaseMessage, Conversation
from amends.inbox.moving import give_order
from amends.inbox.saving import save_with_clocks
from amends.inbox.taking_in import TakingIn
from amends.orders.models import Order, OrderPerson
from amends.releases.in_force import by_rulebook_of

CASES_AT_ONCE = 500


def take_in(shop: Shop, message_ids: Sequence[int], *, by: Actor) -> None:
    """Take new messages in, in the order they were sent. The caller holds the seller account's lock.

    The same messages in one call, or in several one after the other, come to the same end.
    """
    messages = read_messages(message_ids)
    if not messages:
        return
    judging = Judging(shop)
    numbers = numbers_named(messages, judging)
    threads = list({each.conversation_id: each.conversation for each in messages}.values())
    anew = [thread for thread in threads if is_homeless(thread)]
    senders = {each.body.sender_address for each in messages if is_homeless(each.conversation)}
    mentioned = orders_mentioned(shop, messages)
    around = surroundings_of(
        threads, shop, anew=anew, numbers=numbers, senders=senders, mentioned=mentioned.values()
    )
    taking = TakingIn(shop, around, judging, early_answers(messages), mentioned)
    with by_rulebook_of(shop.organisation_id):
        for message in messages:
            taking.take(message)
    taking.save(by=by)


def orders_came(shop: Shop, order_ids: Sequence[int]) -> None:
    """Cases whose order was not known are asked again where they belong, now that these orders are there.

    Each gets its order, unless that has a case at work already: then it is offered to a person.
    """
    links = _waiting_for(shop, order_ids)
    if not links:
        return
    threads = list({each.message.conversation_id: each.message.conversation for each in links}.values())
    numbers = {number for each in links for number in each.signals.get("order_numbers", ())}
    senders = {each.message.body.sender_address for each in links}
    around = surroundings_of(threads, shop, anew=threads, numbers=numbers, senders=senders)
    around.cases.take({each.case_id for each in links})
    ties = [row for each in links for row in _place_again(each, around, shop)]
    update_columns(Conversation, ("order_id",), ties)
    save_with_clocks(around.cases.those_at_work(), shop, around.orders)


def refresh_clocks(shop: Shop, numbers: Collection[str]) -> None:
    """Something was said of these orders or their parcels: their cases' clocks follow."""
    orders = Order.objects.filter(seller_account_id=shop.seller_account_id, number__any=numbers)
    at_work = Case.objects.filter(order__in=orders, merged_into=None, state__in=AT_WORK)
    ids = list(at_work.values_list("pk", flat=True))
    _keep_clocks_of(ids, shop)
    if ids:
        ask_review(ids)  # also where no clock moved: a step may wait for the parcel, or for a return


def refresh_all_clocks(shop: Shop) -> None:
    """The shop itself has changed, such as its time zone: the clocks of all its cases at work follow."""
    at_work = Case.objects.filter(shop=shop, merged_into=None, state__in=AT_WORK).order_by("pk")
    last = 0
    while ids := list(at_work.filter(pk__gt=last).values_list("pk", flat=True)[:CASES_AT_ONCE]):
        with transaction.atomic():
            _keep_clocks_of(ids, shop)
        last = ids[-1]


def _waiting_for(shop: Shop, order_ids: Sequence[int]) -> list[CaseMessage]:
    """What buyers said in cases without order that may be about these: by thread, by number, by buyer."""
    orders = Order.objects.filter(pk__any=order_ids).values_list("number", "buyer_id")
    numbers, buyers = [number for number, _ in orders], {buyer for _, buyer in orders if buyer is not None}
    people = OrderPerson.objects.filter(order_id__any=order_ids).exclude(email="")
    addresses = [compared(email) for email in people.values_list("email", flat=True)]
    waiting = CaseMessage.objects.alias(sender=address_of("message__body__sender_address")).filter(
        case__shop=shop, case__order=None, case__merged_into=None, case__state__in=AT_WORK
    )
    case_ids: set[int] = set()
    for about in (
        Q(message__conversation__order_id__any=order_ids),
        Q(message__conversation__buyer_id__any=buyers),
        Q(sender__any=addresses),
        Q(signals__order_numbers__has_any_keys=numbers),
    ):
        case_ids.update(waiting.filter(about).values_list("case_id", flat=True))
    if not case_ids:
        return []
    heard = CaseMessage.objects.filter(case_id__any=case_ids, message__direction="in")
    return list(heard.select_related("message__body", "message__conversation").order_by("message_id", "pk"))


def _place_again(link: CaseMessage, around: Surroundings, shop: Shop) -> Iterator[tuple[int, int]]:
    case, thread = around.cases.follow(link.case_id), link.message.conversation
    if case is None or case.case.order_id is not None:
        return
    numbers = link.signals.get("order_numbers", ())
    forged = link.message.sender_proof in NOT_BELIEVED
    naming = Naming(link.message.body.sender_address, numbers, is_forged=forged)
    joined = place_anew(thread, around, naming)
    found = joined.order or joined.offered
    if found is not None and found.order.pk in case.case.declined_order_ids:
        return  # a person has said that it is not this one
    if joined.order is not None and give_order(case, joined.order, shop, around.cases):
        if thread.order_id is None:
            yield joined.order.order.pk, thread.pk
        return
    offered = joined.order or joined.offered
    if offered is not None:
        case.case.offered_order = offered.order


def _keep_clocks_of(case_ids: Collection[int], shop: Shop) -> None:
    cases = CasesInHand()
    cases.take(case_ids, with_messages=False)
    at_work = cases.those_at_work()
    save_with_clocks(at_work, shop, known_orders(each.case.order_id for each in at_work))
