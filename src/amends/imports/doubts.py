"""Whether a file may be of another shop, told from its first rows before any of them goes in."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from amends.accounts.models import SellerAccount, Shop
from amends.connectors.base import OrderFacts, Record
from amends.connectors.marketplaces.rules import fits_order_number
from amends.imports.rules import is_most
from amends.orders.models import Order

FEWEST_KNOWN = 3


def doubts_about(shop: Shop, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Why these records may belong elsewhere: a code, the shop or marketplace they fit, and how many do.

    known_elsewhere: most of the orders are known in another shop. number_form: most order numbers have not
    the form of this marketplace, and that of another shop's where one is named. other_country: most orders
    are of a country that another shop is in.
    """
    numbers = {record.subject for record in records if record.subject}
    if not numbers:
        return []
    others = list(Shop.objects.of(shop.organisation_id).exclude(pk=shop.pk).order_by("pk"))
    found = [
        _known_elsewhere(shop, numbers) if others else None,
        _number_form(shop, numbers, others),
        _other_country(shop, records, others),
    ]
    return [doubt for doubt in found if doubt is not None]


def _known_elsewhere(shop: Shop, numbers: set[str]) -> dict[str, Any] | None:
    accounts = SellerAccount.objects.of(shop.organisation_id).values("pk")
    orders = Order.objects.filter(seller_account__in=accounts, number__any=numbers)
    known = Counter(orders.order_by("pk").values_list("shop_id", flat=True))
    here = known.pop(shop.pk, 0)
    if not known:
        return None
    other, count = known.most_common(1)[0]
    if count < FEWEST_KNOWN or count <= here or not is_most(count, len(numbers)):
        return None
    return {"code": "known_elsewhere", "shop": other, "count": count, "of": len(numbers)}


def _number_form(shop: Shop, numbers: set[str], others: Sequence[Shop]) -> dict[str, Any] | None:
    of = len(numbers)
    own = _fitting(shop.marketplace, numbers)
    if own is not None and is_most(own, of):
        return None
    for other in others:
        count = _fitting(other.marketplace, numbers)
        if count is not None and is_most(count, of):
            return {"code": "number_form", "shop": other.pk, "count": count, "of": of}
    return None if own is None else {"code": "number_form", "shop": None, "count": of - own, "of": of}


def _fitting(marketplace: str, numbers: set[str]) -> int | None:
    """How many of the numbers have the form of the marketplace's; None where no form is known."""
    judged = [fits_order_number(marketplace, number) for number in numbers]
    return None if None in judged else sum(map(bool, judged))


def _other_country(shop: Shop, records: Sequence[Record], others: Sequence[Shop]) -> dict[str, Any] | None:
    countries: dict[str, str] = {}
    for record in records:
        for facts in record.facts:
            if isinstance(facts, OrderFacts) and facts.country:
                countries[facts.number] = facts.country
    named = Counter(countries.values())
    named.pop(shop.country, None)
    if not named:
        return None
    country, count = named.most_common(1)[0]
    fits = [each for each in others if (each.marketplace, each.country) == (shop.marketplace, country)]
    if not fits or not is_most(count, len(countries)):
        return None
    return {
        "code": "other_country", "shop": fits[0].pk, "country": country, "count": count, "of": len(countries),
    }  # fmt: skip
