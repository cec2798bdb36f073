import os

import pytest

from amends.connectors.tables.magic import CompoundWatch
from amends.connectors.tables.table import open_table
from amends.core.errors import Refused
from tests.connectors.tables.tables import HEADER, SHAPES, opened

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(tmp_path, content):
    with pytest.raises(Refused) as refused:
        opened(tmp_path, content)
    assert refused.value.message
    assert refused.value.mend
    return refused.value.code


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b" \t\r\n", b",,,\n,,,\n", "\n\t\n".encode("utf-16")],
)
def test_a_file_without_a_word_is_empty(tmp_path, content):
    assert refusal(tmp_path, content) == "empty_file"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1,2",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"\x1f\x8b\x08",
        bytes(range(256)) * 40,
        bytes(10_000),
        b"<!DOCTYPE html><table><tr><td>order-id</td></tr></table>",
        b"\xef\xbb\xbf <html>",
        COMPOUND,
    ],
)
def test_what_is_no_table(tmp_path, content):
    assert refusal(tmp_path, content) == "not_a_table"


def test_an_old_spreadsheet_has_its_own_mend(tmp_path):
    content = COMPOUND + "Workbook".encode("utf-16-le") + bytes(500)
    with pytest.raises(Refused, match=r"save it as \.xlsx or CSV") as refused:
        opened(tmp_path, content)
    assert refused.value.code == "old_spreadsheet"


def test_a_locked_spreadsheet_is_told_from_an_old_one(tmp_path):
    content = COMPOUND + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    with pytest.raises(Refused, match="password") as refused:
        opened(tmp_path, content)
    assert refused.value.code == "spreadsheet_unreadable"


def test_names_in_a_compound_file_are_found_across_blocks():
    watch, content = CompoundWatch(), COMPOUND + "Workbook".encode("utf-16-le")
    for place in range(0, len(content), 7):
        watch.add(content[place : place + 7])
    assert watch.refusal().code == "old_spreadsheet"


@pytest.mark.parametrize(
    "content",
    [
        ",".join(f"c{n}" for n in range(5001)).encode() + b"\n1,2\n",
        b"a," * 1_000_000 + b"a\n",
        b"order-id,sku,quantity" + b",column name" * 5_000_000,
        "\t".join(["order-id", "sku", "quantity", *["x"] * 5000]).encode("utf-16"),
    ],
    ids=len,
)
def test_too_many_columns(tmp_path, content):
    assert refusal(tmp_path, content) == "too_many_columns"


def test_a_header_with_a_long_empty_end_is_fine(tmp_path):
    table = opened(tmp_path, HEADER.rstrip() + "," * 50_000 + "\n1,2,3,4\n")
    assert [row.cells[:5] for row in table.rows()] == [["1", "2", "3", "4", ""]]


def test_an_unknown_table_names_the_nearest_kinds(tmp_path):
    with pytest.raises(Refused) as refused:
        opened(tmp_path, "order-id;quantity\n1;2\n")
    assert refused.value.code == "unknown_kind"
    assert refused.value.nearest[0] == ("orders", ["sku"])


def test_a_name_says_nothing(tmp_path):
    path = tmp_path / "orders.xlsx"
    path.write_text(HEADER + "1,2,3,4\n")
    assert open_table(path, SHAPES).encoding == "utf-8"


def test_what_cannot_be_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "nothing", tmp_path, tmp_path / "pipe"):
        with pytest.raises(Refused) as refused:
            open_table(path, SHAPES)
        assert refused.value.code == "unreadable_file"
