"""Files and rows that no marketplace would write: each has a clear answer, and the rows beside it go in."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.imports.actions import import_path
from amends.imports.models import ImportFile
from amends.orders.models import Order, OrderLine
from tests import people
from tests.acceptance import headers
from tests.acceptance.rows import amazon
from tests.acceptance.writing import bare, text, workbook

pytestmark = pytest.mark.django_db
Take = Callable[[bytes], ImportFile]
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2_000)
GOOD = "111-9999999-9999999"


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "S1")


@pytest.fixture
def take(shop: Shop, tmp_path: Path) -> Take:
    def import_one(octets: bytes) -> ImportFile:
        path = tmp_path / "file.csv"
        path.write_bytes(octets)
        return import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))

    return import_one


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\r\n  \r\n", "empty_file"),
        (workbook([], []), "unknown_kind"),
        (b"a,b,c\n1,2,3\n", "unknown_kind"),
        (b"amazon-order-id,sku\n1,2\n", "unknown_kind"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "not_a_table"),
        (b"<!doctype html><html><body>Sign in</body></html>", "not_a_table"),
        (bytes(range(256)) * 20, "not_a_table"),
        (COMPOUND + "Workbook".encode("utf-16-le") + bytes(2_000), "old_spreadsheet"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le") + bytes(2_000), "spreadsheet_unreadable"),
        (b"\t".join(b"c%d" % number for number in range(1_000_000)), "too_many_columns"),
        (text(headers.EBAY_ORDERS, []), "wrong_marketplace"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_refused(take: Take, octets: bytes, code: str) -> None:
    done = take(octets)
    assert (done.state, done.error_code, done.kind, done.encoding, done.rows) == ("refused", code, "", "", 0)
    assert done.error
    assert done.mend


def test_a_spreadsheet_that_would_fill_the_memory(take: Take) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(120):
                sheet.write(bytes(1_000_000))
    assert take(out.getvalue()).error_code == "spreadsheet_too_large"


def test_a_refusal_names_the_nearest_kind_and_what_it_lacks(take: Take) -> None:
    told = take(b"amazon-order-id,sku,order-status\n1,2,3\n").error
    assert "amazon.all_orders (missing: purchase-date, quantity)" in told


@pytest.mark.parametrize("ending", [b"", b"\r\n", b"\n\n"])
def test_a_header_alone_is_no_row(take: Take, ending: bytes) -> None:
    done = take("\t".join(headers.AMAZON_ORDERS).encode() + ending)
    assert (done.state, done.kind, done.rows, done.rejected) == ("done", "amazon.all_orders", 0, 0)


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"product_name": "N\0UL"}, "product-name", "nul_byte"),
        ({"product_name": "x" * 10_000_000}, "product-name", "field_too_long"),
        ({"purchase_date": "1970-01-01T00:00:00Z"}, "purchase-date", "date_out_of_range"),
        ({"purchase_date": "9999-12-31"}, "purchase-date", "date_out_of_range"),
        ({"item_price": "-1.00"}, "item-price", "amount_negative"),
        ({"item_price": "99999999999999999999"}, "item-price", "amount_absurd"),
        ({"item_price": "1e308"}, "item-price", "amount_absurd"),
        ({"item_price": "NaN"}, "item-price", "amount_absurd"),
        ({"currency": "ZZZ"}, "currency", "currency_unknown"),
        ({"quantity": "-1"}, "quantity", "amount_negative"),
        ({"quantity": "x"}, "quantity", "quantity_unreadable"),
        ({"quantity": ""}, "quantity", "required_empty"),
        ({"amazon_order_id": ""}, "amazon-order-id", "required_empty"),
        ({"amazon_order_id": "1.23E+17"}, "amazon-order-id", "id_rounded"),
        ({"sku": "x" * 600}, "sku", "id_too_long"),
        ({"promotion_ids": "\t" * 1_000_000 + "x"}, "column 38", "too_many_cells"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_that_is_rejected_beside_one_that_goes_in(
    take: Take, changes: dict[str, str], column: str, reason: str
) -> None:
    done = take(bare(headers.AMAZON_ORDERS, [amazon("111-0000001-0000001", **changes), amazon(GOOD)]))
    assert (done.rows, done.created, done.rejected) == (2, 1, 1)
    assert list(done.rejects.values_list("line", "column", "reason")) == [(2, column, reason)]
    assert Order.objects.get().number == GOOD


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("１１１-0000001-0000001", "111-0000001-0000001"),
        (" 111-0000001 -0000001 ", "111-0000001-0000001"),
        ('="111-0000001-0000001"', "111-0000001-0000001"),
    ],
)
def test_an_order_number_is_one_however_it_is_written(take: Take, written: str, number: str) -> None:
    take(bare(headers.AMAZON_ORDERS, [amazon(written)]))
    done = take(bare(headers.AMAZON_ORDERS, [amazon(number)]))
    assert (done.unchanged, Order.objects.get().number) == (1, number)


@pytest.mark.parametrize(
    "title",
    ["<img src=x onerror=alert(1)>", "=cmd|'/c calc'!A1", "\u202eright to left", "😀", "長" * 200_000],
)
def test_text_stays_text(take: Take, title: str) -> None:
    take(bare(headers.AMAZON_ORDERS, [amazon(GOOD, product_name=title)]))
    assert OrderLine.objects.get().title == title


def test_a_column_that_stands_twice(take: Take) -> None:
    same, other = ("111-0000001-0000001", "10.00"), (GOOD, "11.00")
    lines = [bare(headers.AMAZON_ORDERS, [amazon(number)]).splitlines()[1] for number, _ in (same, other)]
    header = "\t".join([*headers.AMAZON_ORDERS, "item-price"]).encode()
    done = take(b"\n".join([header, lines[0] + b"\t10.00", lines[1] + b"\t11.00"]))
    assert (done.created, done.rejected) == (1, 1)
    assert done.rejects.get().reason == "duplicate_column"


def test_a_file_cut_off_in_the_middle(take: Take) -> None:
    whole = text(headers.AMAZON_ORDERS, [amazon(f"111-000000{n}-0000001") for n in range(5)], quoted=True)
    done = take(whole[:-250])
    assert (done.rows, done.created, done.rejected) == (5, 4, 1)
    assert done.rejects.get().line == 6


def test_lines_are_counted_as_an_editor_counts_them(take: Take) -> None:
    rows = [amazon("111-0000001-0000001", product_name="two\nlines, one title"), amazon(GOOD, quantity="x")]
    done = take(
        text(headers.AMAZON_ORDERS, rows, before="All orders\n2026-11-21,,\n\n", after="\nTotal,,,\n")
    )
    assert (done.rows, done.created) == (2, 1)
    assert done.rejects.get().line == 7
