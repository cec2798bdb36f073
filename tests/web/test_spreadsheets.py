"""Tables as the spreadsheets of each language open them."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from django.http import StreamingHttpResponse
from django.utils import translation

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.imports.actions import import_path
from amends.imports.rejects import rejects_table
from amends.orders.models import Order
from amends.web.spreadsheets import spreadsheet
from tests import people
from tests.imports.exports import amazon_orders, amazon_row

ROWS: list[list[object]] = [
    ["shop", "cost", "note"],
    ["A", Decimal("12.50"), "1.2.3; 4,5"],
    ["B", "-0.5", None],
    ["2026-11-21", "+1.25", 'say "so"\r\nv1.2'],
]


def text_of(rows: Iterable[Iterable[object]], language: str, *, as_it_was: bool = False) -> str:
    with translation.override(language):
        answer = spreadsheet(rows, "x.csv", as_it_was=as_it_was)
    assert isinstance(answer, StreamingHttpResponse)
    with translation.override("en"):  # the rows are read when the page's own language is gone
        return b"".join(answer).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_commas_and_a_point(language: str) -> None:
    assert text_of(ROWS, language) == (
        '\ufeffshop,cost,note\r\nA,12.50,"1.2.3; 4,5"\r\nB,-0.5,\r\n2026-11-21,+1.25,"say ""so""\r\nv1.2"\r\n'
    )


def test_semicolons_and_a_decimal_comma_in_french() -> None:
    assert text_of(ROWS, "fr") == (
        '\ufeffshop;cost;note\r\nA;12,50;"1.2.3; 4,5"\r\nB;-0,5;\r\n2026-11-21;+1,25;"say ""so""\r\nv1.2"\r\n'
    )


@pytest.fixture
def shop(db: None) -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr"])
def test_rows_to_mend_go_in_again_from_every_language(shop: Shop, tmp_path: Path, language: str) -> None:
    by = Actor(shop.organisation_id, None, "cli")
    bad = amazon_row(quantity="many", item_price="41.98", sku="10.5")
    done = import_path(amazon_orders(tmp_path / "x", bad), shop, by=by)
    text = text_of(rejects_table(done), language, as_it_was=True)
    assert "41.98" in text
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace("many", "2", 1), encoding="utf-8")
    again = import_path(mended, shop, by=by)
    assert (again.state, again.created, again.rejected) == ("done", 1, 0)
    line = Order.objects.get().lines.get()
    assert (line.sku, line.quantity) == ("10.5", 2)
