"""What is known of a marketplace from its name alone: the form of its order numbers, its masks, its pages."""

import re
from functools import cache
from typing import Any
from urllib.parse import quote

from amends.core.errors import NotFound
from amends.core.packs import load_pack


def marketplace(code: str) -> dict[str, Any]:
    """The row of the marketplaces pack. Raises NotFound (marketplace_unknown)."""
    try:
        return _rows()[code]
    except KeyError:
        known = ", ".join(_rows())
        raise NotFound(
            "marketplace_unknown", f"There is no marketplace {code!r}.", mend=f"Known: {known}."
        ) from None


def is_own_site(code: str) -> bool:
    """Whether shops there are the seller's own pages, so that buyers may write to the seller elsewhere."""
    return bool(marketplace(code).get("own_site", False))


def is_masked(code: str, buyer_name: str) -> bool:
    """Whether a buyer's name is hidden by the marketplace (`t**1`): two such are not the same buyer."""
    return any(re.search(mask, buyer_name) for mask in marketplace(code)["masked_names"])


def fits_order_number(code: str, text: str) -> bool | None:
    """Whether `text` has the form of this marketplace's order numbers; None where no form is known."""
    form = marketplace(code).get("order_number")
    return None if form is None else re.fullmatch(form, text) is not None


def country_of_channel(code: str, sales_channel: str) -> str | None:
    """`Amazon.co.uk` → `GB`, whatever its case; None where the marketplace has no such channel."""
    named = {
        channel["name"].casefold(): channel["country"]
        for channel in marketplace(code).get("sales_channels", [])
    }
    return named.get(sales_channel.strip().casefold())


def order_page(code: str, order_number: str, country: str) -> str | None:
    """Where the marketplace shows this order to a seller of `country`; None where that is not known."""
    pages = {page.get("country"): page["address"] for page in marketplace(code).get("order_pages", [])}
    address: str | None = pages.get(country, pages.get(None))
    return address and address.replace("{number}", quote(order_number, safe=""))


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in load_pack("marketplaces").body["marketplaces"]}
