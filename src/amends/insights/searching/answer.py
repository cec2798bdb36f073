"""A search, answered: cases, and orders and conversations that have none, the newest first, each with why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db.models import Q

from amends.cases.models import Case
from amends.inbox.models import CaseMessage, Conversation, MessageBody
from amends.insights.searching.cases import cases_that_fit, messages_of_few, of_fitting_case
from amends.insights.searching.conditions import Narrowed, narrowed
from amends.insights.searching.language import Asked, Trouble, read_search
from amends.insights.searching.marking import Piece, marks, snippet
from amends.insights.searching.messages import FoundMessage, FoundMessages, Wanted, messages_saying
from amends.insights.searching.numbers import case_numbered, known_by
from amends.insights.searching.scope import Scope
from amends.insights.searching.titles import orders_titled
from amends.insights.searching.wording import Said, said
from amends.orders.models import Order

PAGE = 50
FAR = 2**62


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: a case, else an order, else a conversation; when it was last written to, and by what.

    `found_in`: case_number, order_number, tracking_number, buyer, sku, product, message, or filter.
    """

    at: datetime
    found_in: str
    case_id: int | None = None
    order_id: int | None = None
    conversation_id: int | None = None
    message_id: int | None = None
    snippet: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of hits. `opens`: the first was named by its whole number. `next_place`: where the next begins.

    `reached`: looking took too long, and went back only to this moment. `too_wide`: it was given up.
    """

    asked: Asked
    troubles: tuple[Trouble, ...]
    hits: tuple[Hit, ...] = ()
    opens: bool = False
    next_place: str = ""
    reached: datetime | None = None
    too_wide: bool = False


def search(text: str, scope: Scope, *, size: int = PAGE, place: str = "") -> Answer:
    """The page of hits beyond `place`, or the newest. What cannot be followed is told and left out."""
    asked = read_search(text)
    wanted = narrowed(asked, scope)
    answer = Answer(asked, (*asked.troubles, *wanted.troubles))
    beyond = read_place(place)
    if asked.wanted or wanted.of_message:
        return _of_words(answer, wanted, scope, size=size, beyond=beyond)
    if asked.conditions and len(wanted.troubles) < len(asked.conditions):
        return _of_filters(answer, wanted, scope, size=size, beyond=beyond)
    return answer


def _of_filters(
    answer: Answer, wanted: Narrowed, scope: Scope, *, size: int, beyond: tuple[datetime, int] | None
) -> Answer:
    rows = cases_that_fit(scope, wanted, size=size + 1, beyond=beyond)
    if rows is None:
        return replace(answer, too_wide=True)
    hits = tuple(Hit(at, "filter", case_id=case_id) for case_id, at in rows[:size])
    last = write_place(hits[-1].at, hits[-1].case_id or 0) if len(rows) > size else ""
    return replace(answer, hits=hits, next_place=last)


def _of_words(
    answer: Answer, wanted: Narrowed, scope: Scope, *, size: int, beyond: tuple[datetime, int] | None
) -> Answer:
    asked = answer.asked
    saying = said(asked.words)
    known, whole = ([], False) if beyond else _known(asked, saying, wanted, scope)
    found = FoundMessages([], more=False)
    if saying.query or saying.holding or wanted.of_message:
        found = _messages(saying, wanted, scope, size=size, beyond=beyond)
    told = _hits_of(found.messages, scope)
    spoken_of = {hit.case_id for hit in told if hit.case_id is not None}  # their own words say more
    known = [hit for hit in known if hit.found_in != "product" or hit.case_id not in spoken_of]
    order = [*known, *told] if whole else sorted([*known, *told], key=lambda hit: hit.at, reverse=True)
    every = _once(order)
    page = every[:size]
    oldest = [hit for hit in page if hit.message_id is not None]
    next_place = ""
    if (found.more or len(every) > size) and oldest:
        next_place = write_place(oldest[-1].at, oldest[-1].message_id or 0)
    if found.gave_up and found.reached is not None:
        next_place = write_place(found.reached, FAR)
    return replace(
        answer,
        hits=tuple(_shown(page, [word.text for word in asked.wanted])),
        opens=whole,
        next_place=next_place,
        reached=found.reached if found.gave_up else None,
    )


def _messages(
    saying: Said, wanted: Narrowed, scope: Scope, *, size: int, beyond: tuple[datetime, int] | None
) -> FoundMessages:
    only = messages_of_few(scope, wanted) if wanted.is_narrow else None
    return messages_saying(
        Wanted(
            scope.organisation_id,
            [pk for pk in wanted.shops if pk in scope.messages],
            saying,
            [*wanted.of_message, *([] if only is not None else of_fitting_case(wanted))],
            wanted.since,
            wanted.until,
            beyond,
            only,
        ),
        conversations=size,
    )


def _known(asked: Asked, saying: Said, wanted: Narrowed, scope: Scope) -> tuple[list[Hit], bool]:
    """What the words name by number, buyer, SKU or product, and whether that is a whole number."""
    hits: list[Hit] = []
    numbered = _case_numbered(asked.bare, scope, wanted)
    if numbered is not None:
        hits.append(numbered)
    orders, whole = known_by(scope, asked.bare) if not wanted.of_message else ({}, False)
    hits += _of_orders(orders, wanted, scope)
    if not whole and not wanted.of_message:
        hits += _titled(asked, saying, set(orders), wanted, scope)
    return hits, whole or (numbered is not None and asked.bare.startswith(("#", "＃")))


def _titled(asked: Asked, saying: Said, but: Collection[int], wanted: Narrowed, scope: Scope) -> list[Hit]:
    """What was bought by this name, each with the title; `but` these orders."""
    titles = {pk: title for pk, title in orders_titled(scope, saying).items() if pk not in but}
    hits = _of_orders(dict.fromkeys(titles, "product"), wanted, scope)
    words = [word.text for word in asked.wanted]
    return [replace(hit, snippet=snippet(titles[hit.order_id or 0], words)) for hit in hits]


def _case_numbered(text: str, scope: Scope, wanted: Narrowed) -> Hit | None:
    shops = [pk for pk in wanted.shops if pk in scope.cases]
    case = case_numbered(shops, text) if not wanted.needs_case else None
    if case is None:
        return None
    return Hit(case.last_message_at, "case_number", case_id=case.pk)


def _of_orders(orders: Mapping[int, str], wanted: Narrowed, scope: Scope) -> list[Hit]:
    if not orders:
        return []
    fitting = cases_that_fit(scope, wanted, size=PAGE, orders=list(orders)) or []
    at = dict(fitting)
    cases = Case.objects.filter(pk__in=at).order_by("pk").values_list("pk", "order_id")
    hits = [
        Hit(at[case_id], orders[order_id or 0], case_id=case_id, order_id=order_id)
        for case_id, order_id in cases
    ]
    if wanted.needs_case:
        return hits
    bare = set(orders) - {order_id for _, order_id in cases}
    inside = Q(shop_id__in=list(wanted.shops))
    inside &= Q(sorted_at__gte=wanted.since) if wanted.since else Q()
    inside &= Q(sorted_at__lt=wanted.until) if wanted.until else Q()
    alone = Order.objects.filter(inside, pk__in=bare).order_by("-sorted_at", "-pk")
    return hits + [Hit(at, orders[pk], order_id=pk) for pk, at in alone.values_list("pk", "sorted_at")]


def _hits_of(messages: Sequence[FoundMessage], scope: Scope) -> list[Hit]:
    """The case of each message; where there is none to be seen, its order or its conversation."""
    ids = [each.message_id for each in messages]
    joined = CaseMessage.objects.filter(
        message_id__in=ids, case__merged_into=None, case__shop_id__in=list(scope.cases)
    )
    cases = dict(joined.order_by("case_id").values_list("message_id", "case_id"))
    alone = {each.conversation_id for each in messages if each.message_id not in cases}
    talks = Conversation.objects.filter(pk__in=alone).order_by("pk").values_list("pk", "order_id", "shop_id")
    orders = {pk: order_id for pk, order_id, shop_id in talks if shop_id in scope.orders}
    return [
        Hit(
            each.at,
            "message",
            case_id=cases.get(each.message_id),
            order_id=None if each.message_id in cases else orders.get(each.conversation_id),
            conversation_id=each.conversation_id,
            message_id=each.message_id,
        )
        for each in messages
    ]


def _once(hits: Sequence[Hit]) -> list[Hit]:
    """Each case, else order, else conversation once, where it comes first."""
    kept: dict[tuple[str, int], Hit] = {}
    for hit in hits:
        thing = (
            ("case", hit.case_id)
            if hit.case_id
            else ("order", hit.order_id)
            if hit.order_id
            else ("conversation", hit.conversation_id)
        )
        kept.setdefault((thing[0], thing[1] or 0), hit)
    return list(kept.values())


def _shown(hits: Sequence[Hit], words: Sequence[str]) -> list[Hit]:
    """The hits with the words they were found by, from the message's text, subject or sender."""
    ids = [hit.message_id for hit in hits if hit.message_id is not None]
    bodies = {
        pk: texts
        for pk, *texts in MessageBody.objects.filter(message_id__in=ids)
        .order_by("message_id")
        .values_list("message_id", "text", "subject", "sender_name", "sender_address")
    }
    made = []
    for hit in hits:
        if hit.snippet:
            made.append(hit)
            continue
        texts = bodies.get(hit.message_id or 0, [""])
        best = max(texts, key=lambda text: len(marks(text, words)) > 0)  # the first of equals
        made.append(replace(hit, snippet=snippet(best or texts[0], words)))
    return made


def write_place(at: datetime, pk: int) -> str:
    """A place between hits, for an address."""
    return f"{at.astimezone(UTC).isoformat()}_{pk}"


def read_place(written: str) -> tuple[datetime, int] | None:
    """The place written by `write_place`; None for anything else."""
    at, _, pk = written.rpartition("_")
    try:
        moment, number = datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None
    return (moment, number) if moment.tzinfo is not None and 0 <= number < 2**63 else None
