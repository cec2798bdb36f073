"""Reading orders: the list, its counts, and finding one. Cost does not grow with the number of orders.

Lists go by keyset and per shop: each shop's newest rows come from one short index range, and the ranges are
merged. An OFFSET, or one condition over many shops, would read further with every order that comes in.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.functions import Concat

from amends.accounts.models import Shop
from amends.core.errors import NotFound
from amends.core.finding import Words, folded, folded_text, words_wanted
from amends.orders.models import Order, OrderLine, OrderPerson
from amends.orders.states import ORDER_STATES

COUNTED_TO = 999
LEAST_BEGINNING = 4
# Sorted by a sum, which no index has: walking an index backwards would make the words of every row anew.
MOST_PEOPLE = 2000
_AMAZON_NUMBER = re.compile(r"(\d{3})(\d{7})(\d{7})")


@dataclass(frozen=True, slots=True)
class Place:
    """An order's place in the list, which goes by (sorted_at, id): what is older than it, or newer."""

    sorted_at: datetime
    id: int
    newer: bool = False


@dataclass(frozen=True, slots=True)
class OrderIds:
    """One page of the list: ids, newest first, and whether there are more on either side."""

    ids: list[int]
    newer: bool
    older: bool


def page_of_orders(
    shop_ids: Collection[int],
    *,
    state: str | None = None,
    beyond: Place | None = None,
    size: int = 50,
) -> OrderIds:
    """A page of at most `size` orders of these shops, beyond the given place, else the newest."""
    backwards = beyond is not None and beyond.newer
    way, side = ("ASC", ">") if backwards else ("DESC", "<")
    conditions = ""
    parameters: list[Any] = [list(shop_ids)]
    if state is not None:
        conditions += " AND state = %s"
        parameters.append(state)
    if beyond is not None:
        conditions += f" AND (sorted_at, id) {side} (%s, %s)"
        parameters += [beyond.sorted_at, beyond.id]
    statement = f"""
        SELECT found.id FROM unnest(%s::bigint[]) AS shop(id) CROSS JOIN LATERAL (
            SELECT id, sorted_at FROM amends_order WHERE shop_id = shop.id{conditions}
            ORDER BY sorted_at {way}, id {way} LIMIT %s
        ) AS found ORDER BY found.sorted_at {way}, found.id {way} LIMIT %s"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, size + 1, size + 1])
        ids = [row[0] for row in cursor.fetchall()]
    more, ids = len(ids) > size, ids[:size]
    if backwards:
        return OrderIds(ids[::-1], newer=more, older=True)
    return OrderIds(ids, newer=beyond is not None, older=more)


def order_counts(shop_ids: Collection[int]) -> dict[str, int]:
    """How many orders are in each state, exact to 999; 1000 stands for more."""
    statement = """
        SELECT wished.state, count(*) FROM unnest(%s::text[]) AS wished(state) CROSS JOIN LATERAL (
            SELECT 1 FROM unnest(%s::bigint[]) AS shop(id) CROSS JOIN LATERAL (
                SELECT 1 FROM amends_order WHERE shop_id = shop.id AND state = wished.state
                ORDER BY sorted_at DESC, id DESC LIMIT %s
            ) AS one LIMIT %s
        ) AS capped GROUP BY wished.state"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ORDER_STATES), list(shop_ids), COUNTED_TO + 1, COUNTED_TO + 1])
        return dict(cursor.fetchall())


def orders_with_people(ids: Collection[int]) -> list[Order]:
    """The orders in the order of `ids`, each with its person and buyer."""
    found = Order.objects.select_related("shop", "person", "buyer__person").in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def first_lines(ids: Collection[int]) -> dict[int, OrderLine]:
    """Order id → its first line, whose `line_count` says how many there are."""
    lines = (
        OrderLine.objects.filter(order_id__in=list(ids))
        .annotate(line_count=Window(Count("*"), partition_by="order_id"))
        .order_by("order_id", "id")
        .distinct("order_id")
        .only("order_id", "title", "sku", "variant", "quantity")
    )
    return {line.order_id: line for line in lines}


def orders_numbered(
    organisation_id: int, shop_ids: Collection[int], text: str, *, most: int = 50
) -> list[int]:
    """Ids of orders with this number, however it was typed, newest first."""
    exact = _numbers(organisation_id, shop_ids, text).filter(folded=F("wanted"), wanted__gt="")
    return list(exact.order_by("-sorted_at", "-id").values_list("id", flat=True)[:most])


def orders_beginning(
    organisation_id: int, shop_ids: Collection[int], text: str, *, most: int = 50
) -> list[int]:
    """Ids of orders whose number begins with the text, which must be four signs long."""
    if len(typed(text)) < LEAST_BEGINNING:
        return []
    orders = _numbers(organisation_id, shop_ids, text)
    begins = orders.filter(folded__gte=F("wanted"), folded__lt=Concat("wanted", Value("\U0010ffff")))
    return list(begins.order_by("folded").values_list("id", flat=True)[:most])


def _numbers(organisation_id: int, shop_ids: Collection[int], text: str) -> "QuerySet[Any]":
    orders = Order.objects.filter(organisation_id=organisation_id, shop_id__in=list(shop_ids))
    return orders.alias(folded=folded("number"), wanted=folded_text(typed(text)))


def orders_of_people(shop_ids: Collection[int], text: str, *, most: int = 50) -> list[int]:
    """Ids of orders whose buyer, recipient, e-mail or telephone has all the words of the text, newest first.

    The last letters of a word may be missing; of a telephone number its last four digits are enough. Of words
    that very many have, the newest 2,000 are looked at.
    """
    wanted = words_wanted(text)
    if not wanted:
        return []
    said = ~Q(buyer_shown_name="", recipient="", email="", phone="")
    people = OrderPerson.objects.annotate(words=Words("buyer_shown_name", "recipient", "email", "phone"))
    named = people.filter(said, words=SearchQuery(wanted, search_type="raw", config="simple"))
    ids = list(named.order_by((F("order_id") + 0).desc()).values_list("order_id", flat=True)[:MOST_PEOPLE])
    orders = Order.objects.filter(pk__in=ids, shop_id__in=list(shop_ids))
    return list(orders.order_by("-sorted_at", "-id").values_list("id", flat=True)[:most])


def orders_with_sku(shop_ids: Collection[int], text: str, *, most: int = 50) -> list[int]:
    """Ids of the newest orders with a line of this SKU, however it was typed."""
    lines = OrderLine.objects.alias(folded=folded("sku"), wanted=folded_text(typed(text)))
    of_sku = lines.filter(~Q(sku=""), folded=F("wanted"), order__shop_id__in=list(shop_ids))
    ids = of_sku.order_by("-order_id").values_list("order_id", flat=True)[: 2 * most]
    return list(dict.fromkeys(ids))[:most]


def find_order(shop: Shop, number: str) -> Order:
    """The order with this number in the shop's seller account, however it was typed. Raises NotFound."""
    orders = Order.objects.select_related("shop", "buyer__person", "person")
    found = orders.filter(seller_account_id=shop.seller_account_id, shop=shop, number__in=spellings(number))
    order = found.first()
    if order is None:
        raise NotFound(
            "order_not_found",
            f"There is no order {number} in shop {shop.code}.",
            mend="Check the number, or import the file that it is in.",
        )
    return order


def orders_of_buyers(shop_ids: Collection[int], buyer_ids: Iterable[int], *, most: int = 50) -> list[int]:
    """Ids of these buyers' orders in the shops, newest first."""
    orders = Order.objects.filter(buyer_id__in=list(buyer_ids), shop_id__in=list(shop_ids))
    return list(orders.order_by("-sorted_at", "-id").values_list("id", flat=True)[:most])


def typed(text: str) -> str:
    """What was meant: full-width digits made plain, spaces, quotes and invisible marks dropped."""
    signs = unicodedata.normalize("NFKC", text)
    kept = "".join(
        sign for sign in signs if sign not in _QUOTES and unicodedata.category(sign) not in _DROPPED
    )
    return kept if kept == text else typed(kept)


_QUOTES = frozenset("'\"=#")
_DROPPED = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"})


def spellings(text: str) -> list[str]:
    """The numbers that may be meant: as typed, without spaces, with the hyphens of an Amazon number."""
    meant = typed(text)
    wished = {text.strip().replace("\0", ""), meant, meant.upper()}
    if match := _AMAZON_NUMBER.fullmatch(meant):
        wished.add("-".join(match.groups()))
    return sorted(wished - {""})
