import re

import pytest
from babel import Locale

from amends.connectors.marketplaces.rules import (
    country_of_channel,
    fits_order_number,
    is_masked,
    marketplace,
    order_page,
)
from amends.core.errors import NotFound
from amends.core.packs import load_pack

CODES = [
    *("amazon", "ebay", "taobao", "tmall", "dhgate", "aliexpress", "shopify", "tiktok_shop"),
    *("pinduoduo", "douyin", "jd", "1688", "shopee", "temu", "walmart", "own"),
]
ROWS = load_pack("marketplaces").body["marketplaces"]


def test_the_list() -> None:
    assert [row["code"] for row in ROWS] == CODES


def test_those_without_a_file_kind_are_thin() -> None:
    full = {row["code"] for row in ROWS if not row["thin"]}
    assert full == {"amazon", "ebay", "taobao", "tmall", "shopify", "tiktok_shop", "own"}


def test_a_marketplace_nobody_knows() -> None:
    with pytest.raises(NotFound, match="'etsy'") as caught:
        marketplace("etsy")
    assert caught.value.code == "marketplace_unknown"
    assert "taobao" in caught.value.mend


def test_where_no_form_is_known_nothing_is_said() -> None:
    assert fits_order_number("shopify", "#1001") is None
    assert fits_order_number("own", "") is None


@pytest.mark.parametrize("near", ["{}1", "1{}", "{} ", " {}", "{}\n", "no {}"])
def test_the_whole_number_has_to_fit(near: str) -> None:
    assert fits_order_number("amazon", "111-4599076-5153040")
    assert not fits_order_number("amazon", near.format("111-4599076-5153040"))
    assert not fits_order_number("ebay", near.format("19-14964-36556"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_patterns_hold_no_digit_class_of_all_scripts(row: dict[str, str]) -> None:
    assert r"\d" not in row.get("order_number", "")
    assert re.compile(row.get("order_number", "x")).groups == 0


@pytest.mark.parametrize("code", [row["code"] for row in ROWS if row["code"] not in ("own", "shopify")])
def test_names_with_stars_are_nobodys(code: str) -> None:
    assert is_masked(code, "j***n")
    assert is_masked(code, "小＊")
    assert not is_masked(code, "jane")
    assert not is_masked(code, "")


def test_every_channel_of_amazon_has_a_country_and_an_order_page() -> None:
    amazon = marketplace("amazon")
    channels = {channel["name"]: channel["country"] for channel in amazon["sales_channels"]}
    assert len(channels) == len(set(channels.values())) == 23
    assert set(channels.values()) <= set(Locale("en").territories)
    assert [page["country"] for page in amazon["order_pages"]] == list(channels.values())
    for name, country in channels.items():
        assert country_of_channel("amazon", f" {name.upper()} ") == country
        assert f".{name.casefold()}/" in str(order_page("amazon", "1", country))


def test_a_channel_of_another_place_has_no_country() -> None:
    assert country_of_channel("amazon", "Non-Amazon US") is None
    assert country_of_channel("amazon", "") is None
    assert country_of_channel("taobao", "Amazon.com") is None


def test_an_order_number_cannot_leave_its_place_in_an_address() -> None:
    assert order_page("ebay", "1&x=2#/../é", "US") == (
        "https://www.ebay.com/mesh/ord/details?orderid=1%26x%3D2%23%2F..%2F%C3%A9"
    )
    assert order_page("own", "1", "US") is None
