"""What a search found, as it leaves the program; and what a program is told of a search it cannot follow."""

from typing import Any

from django.db.models import Value
from django.db.models.functions import Left, NullIf

from amends.cases.models import Case
from amends.cases.queries import cases_with_orders
from amends.core.clock import rfc3339
from amends.core.errors import Refused
from amends.inbox.models import MessageBody
from amends.insights.searching.answer import Answer, Hit
from amends.insights.searching.language import Trouble
from amends.insights.searching.scope import Scope
from amends.orders.models import Order
from amends.orders.queries import orders_with_people

FIRST_CHARACTERS = 80
_SENTENCES = {
    "search_filter_unknown": "There is no such filter",
    "search_value_unknown": "The filter has no such value",
    "search_day_unread": "This is no day",
    "search_day_left_out": "A day cannot be left out",
    "search_only_left_out": "Words are left out, but none is looked for",
    "search_words_many": "These are more than 16 words",
    "search_long": "The search has more than 500 characters",
}


def search_document(answer: Answer) -> dict[str, Any]:
    """`results` (case, order, buyer, shop, at, found_in, snippet, marks), `next` and how far back it went.

    `marks` are spans of the snippet, in code points, end exclusive. Times are RFC 3339 in UTC.
    """
    cases = {case.pk: case for case in cases_with_orders([hit.case_id for hit in answer.hits if hit.case_id])}
    ids = [hit.order_id for hit in answer.hits if hit.order_id]
    orders = {order.pk: order for order in orders_with_people(ids)}
    return {
        "query": answer.asked.text,
        "results": [
            _result(hit, cases.get(hit.case_id or 0), orders.get(hit.order_id or 0)) for hit in answer.hits
        ],
        "next": answer.next_place or None,
        "looked_back_to": rfc3339(answer.reached),
        "too_wide": answer.too_wide,
    }


def last_words(answer: Answer, scope: Scope) -> dict[str, str]:
    """Case → how its newest message begins, for the cases that no words of a message were found in.

    Only where the reader sees messages.
    """
    ids = [hit.case_id for hit in answer.hits if hit.case_id and not hit.snippet]
    cases = Case.objects.filter(pk__in=ids, shop_id__in=list(scope.messages)).order_by("pk")
    case_of = {message_id: case_id for case_id, message_id in cases.values_list("pk", "newest_message_id")}
    bodies = MessageBody.objects.filter(message_id__in=[pk for pk in case_of if pk]).order_by("pk")
    said = bodies.annotate(start=Left(NullIf("text", Value("")), FIRST_CHARACTERS))
    return {
        str(case_of[message_id]): " ".join((start or subject).split())
        for message_id, start, subject in said.values_list("message_id", "start", "subject")
    }


def refuse_troubles(answer: Answer) -> None:
    """For programs, which would not see what was left out. Raises Refused for the first part not followed."""
    for each in answer.troubles:
        raise Refused(each.code, sentence_of(each), mend=mend_of(each))


def sentence_of(trouble: Trouble) -> str:
    """In English: what is wrong and where."""
    place = f"characters {trouble.start + 1}-{trouble.end}"
    return f"{_SENTENCES[trouble.code]}: {trouble.said!r} ({place})."


def mend_of(trouble: Trouble) -> str:
    """What may have been meant; else what can be done."""
    if trouble.offers:
        return f"Did you mean {' or '.join(trouble.offers)}?"
    return "See docs/howto/search.md for the filters."


def buyer_of_case(case: Case | None, order: Order | None) -> str:
    """The buyer's name as the marketplace shows it, else the recipient's; empty where neither is known."""
    buyer = (case.buyer if case is not None else None) or (order.buyer if order is not None else None)
    person = getattr(buyer, "person", None)
    of_order = getattr(order, "person", None)
    shown = (person.shown_name or person.identity) if person is not None else ""
    return str(shown or (of_order.buyer_shown_name or of_order.recipient if of_order is not None else ""))


def _result(hit: Hit, case: Case | None, order: Order | None) -> dict[str, Any]:
    order = order or (case.order if case is not None else None)
    text, marks = "", []
    for piece in hit.snippet:
        if piece.is_found:
            marks.append([len(text), len(text) + len(piece.text)])
        text += piece.text
    return {
        "case": str(case.pk) if case is not None else None,
        "order": order.number if order is not None else (case.order_number or None if case else None),
        "buyer": buyer_of_case(case, order) or None,
        "shop": (case or order).shop.code if case or order else None,  # type: ignore[union-attr]
        "state": case.state if case is not None else None,
        "at": rfc3339(hit.at),
        "found_in": hit.found_in,
        "snippet": text or None,
        "marks": marks,
        "conversation": hit.conversation_id,
        "message": hit.message_id,
    }
