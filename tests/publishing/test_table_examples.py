"""One click takes the new outcome into an example, another makes an example for a row."""

from datetime import date

import pytest

from amends.core.errors import Refused
from amends.core.packs import pack_bytes
from amends.publishing.checking import check_files
from amends.publishing.editable_tables import open_table
from amends.publishing.table_examples import add_example, example_number, take_outcome
from amends.publishing.written_rows import remove_row, rows_at

TODAY = date(2026, 11, 22)
RETURNS, APPROVAL = "tables/returns/shop", "tables/refund_approval"


def text_of(name: str) -> str:
    return pack_bytes(name).decode()


def codes(files: dict[str, str]) -> list[str]:
    return [one.code for one in check_files(files, TODAY) if one.level == "error"]


@pytest.mark.parametrize("pack", [RETURNS, APPROVAL])
def test_every_row_that_lost_its_example_gets_one(pack: str) -> None:
    text = text_of(pack)
    while len(rows_at(text, ("examples",))) > 1:
        text = remove_row(text, ("examples",), 0)
    lacking = [one for one in check_files({pack: text}, TODAY) if one.code == "no_example"]
    assert lacking
    for one in lacking:
        text = add_example({pack: text}, pack, one.table, one.row)
    assert codes({pack: text}) == []


def test_the_new_outcome_is_taken_into_the_example() -> None:
    text = text_of(APPROVAL).replace("refund: {max: 150.00 USD}", "refund: {max: 100.00 USD}")
    [finding] = [one for one in check_files({APPROVAL: text}, TODAY) if one.code == "example_differs"]
    number = example_number(text, finding.line)
    assert number is not None
    text = take_outcome({APPROVAL: text}, APPROVAL, number)
    assert rows_at(text, ("examples",))[number].body["gives"] == {"row": "refund_approval/middle"}
    assert codes({APPROVAL: text}) == ["no_example"]  # of the row that lost it
    assert codes({APPROVAL: add_example({APPROVAL: text}, APPROVAL, "refund_approval", "small")}) == []


def test_what_is_no_longer_decided_is_no_longer_expected() -> None:
    text = text_of(RETURNS).replace("max: 30 days}, faulty: true", "max: 9 days}, faulty: true")
    number = next(
        n for one in check_files({RETURNS: text}, TODAY)
        if one.file == RETURNS and one.code == "example_differs"
        for n in [example_number(text, one.line)] if n is not None
    )  # fmt: skip
    text = take_outcome({RETURNS: text}, RETURNS, number)
    assert "example_differs" not in codes({RETURNS: text})


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(Refused):
        take_outcome({}, APPROVAL, 99)
    with pytest.raises(Refused):
        add_example({}, APPROVAL, "refund_approval", "nothing")
    assert example_number(text_of(APPROVAL), 1) is None


def test_a_table_is_opened_with_its_columns_and_rows() -> None:
    table = open_table({}, "shop_return")
    assert table.columns == ("days_kept", "faulty", "used")
    assert [row.body["id"] for row in table.rows] == ["fault", "used"]
    assert set(table.outcomes) == {"allowed", "return_freight", "outbound_freight_back", "packaging_fee"}
