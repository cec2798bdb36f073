import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.imports.actions import import_path
from amends.imports.models import ImportFile
from amends.imports.rejects import REASON_COLUMNS, as_it_was, harmless, own_columns, rejects_csv
from amends.orders.models import Order
from tests import people
from tests.imports.exports import AMAZON_COLUMNS, amazon_orders, amazon_row


@pytest.fixture
def shop(db: None) -> Shop:
    return people.shop(people.organisation(), "US1")


def take(path: Path, shop: Shop) -> ImportFile:
    return import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))


def rejected_rows(done: ImportFile) -> list[dict[str, Any]]:
    text = "".join(rejects_csv(done))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_a_row_comes_back_in_its_own_columns_with_all_its_faults(shop: Shop, tmp_path: Path) -> None:
    bad = amazon_row(quantity="many", item_price="1,2,3", purchase_date="soon")
    done = take(amazon_orders(tmp_path / "x", amazon_row(sku="A"), bad), shop)
    (row,) = rejected_rows(done)
    assert [*row] == [*AMAZON_COLUMNS, *REASON_COLUMNS]
    assert (row["quantity"], row["item-price"], row["ship-city"]) == ("many", "1,2,3", "Evanston")
    assert row["line"] == "3"
    assert set(row["column"].split("; ")) == {"quantity", "item-price", "purchase-date"}
    assert row["row"] == ""


def test_the_mended_file_goes_in_as_it_is(shop: Shop, tmp_path: Path) -> None:
    row = amazon_row(quantity="many", product_name="=HYPERLINK(1)")
    done = take(amazon_orders(tmp_path / "x", row), shop)
    text = "".join(rejects_csv(done))
    assert ",'=HYPERLINK(1)," in text
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace("many", "2", 1), encoding="utf-8")
    again = take(mended, shop)
    assert (again.state, again.created, again.rejected) == ("done", 1, 0)
    assert Order.objects.get().lines.get().title == "=HYPERLINK(1)"
    whole = take(amazon_orders(tmp_path / "y", row | {"quantity": "2"}), shop)
    assert (whole.created, whole.unchanged) == (0, 1), "the same content, whichever way it came"


def test_a_row_that_cannot_be_read_stands_as_it_was(shop: Shop, tmp_path: Path) -> None:
    path = amazon_orders(tmp_path / "x", amazon_row())
    path.write_bytes(path.read_bytes() + b"a\tb" + b"\tc" * 60 + b"\r\n")
    (row,) = rejected_rows(take(path, shop))
    assert row["reason"] == "too_many_cells"
    assert row["row"].startswith("a\tb\tc")
    assert row["amazon-order-id"] == ""


@given(st.text())
def test_a_guard_can_be_taken_back(text: str) -> None:
    assert as_it_was(harmless(text)) == text
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_only_a_file_of_rejects_has_reasons() -> None:
    assert own_columns(["a", "b", *REASON_COLUMNS]) == 2
    assert own_columns(["a", "line", "reason"]) == 3
    assert own_columns([*REASON_COLUMNS]) == 5
