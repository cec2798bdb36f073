import pytest

from amends.connectors.exports.styles import FileStyle, StyleWatcher, style_of_country
from amends.connectors.registry import file_kinds
from amends.connectors.tables.cells import Cell, RawRow

HEADER = ["Name", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price"]


def watcher() -> StyleWatcher:
    return StyleWatcher(file_kinds()["shopify.orders"], HEADER)


def rows(*pairs: tuple[Cell, Cell]) -> list[RawRow]:
    return [RawRow(n, ["#1", day, "1", "x", price]) for n, (day, price) in enumerate(pairs, 2)]


@pytest.mark.parametrize(
    ("country", "style"),
    [
        ("US", FileStyle("mdy", False)),
        ("GB", FileStyle("dmy", False)),
        ("FR", FileStyle("dmy", True)),
        ("DE", FileStyle("dmy", True)),
        ("CN", FileStyle("ymd", False)),
        ("JP", FileStyle("ymd", False)),
        ("IN", FileStyle("dmy", False)),
        ("BR", FileStyle("dmy", True)),
        ("XX", FileStyle("dmy", False)),
    ],
)
def test_what_people_of_a_country_write(country: str, style: FileStyle) -> None:
    assert style_of_country(country) == style


@pytest.mark.parametrize(
    ("days", "country", "date_order"),
    [
        (["05/11/2026", "13/11/2026"], "US", "dmy"),
        (["05/11/2026", "11/13/2026"], "FR", "mdy"),
        (["05/11/2026"], "FR", "dmy"),
        (["05/11/2026"], "US", "mdy"),
        (["26/11/15", "26/11/16"], "CN", "ymd"),
        (["26/11/15"], "FR", "dmy"),
        (["2026-11-13"], "FR", "dmy"),
        (["13/11/2026", "14/11/2026", "11/15/2026"], "US", "dmy"),
    ],
)
def test_the_order_of_dates_is_the_files(days: list[str], country: str, date_order: str) -> None:
    looked = watcher()
    for row in rows(*((day, "1") for day in days)):
        looked.observe(row)
    assert looked.decide(country).date_order == date_order


@pytest.mark.parametrize(
    ("amounts", "country", "comma"),
    [
        (["1,234", "34,90"], "US", True),
        (["1,234", "34.90"], "FR", False),
        (["1,234"], "FR", True),
        (["1,234"], "US", False),
        (["1.234.567"], "US", True),
        (["€ 12,50"], "US", True),
        ([12.5], "FR", True),
    ],
)
def test_the_decimal_mark_is_the_files(amounts: list[Cell], country: str, comma: bool) -> None:
    looked = watcher()
    for row in rows(*(("2026-11-13", amount) for amount in amounts)):
        looked.observe(row)
    assert looked.decide(country).decimal_comma is comma


@pytest.mark.parametrize(
    ("sample", "needed"),
    [
        (rows(("2026-11-01", "12.50")), False),
        (rows(("13/11/2026", "12,50")), False),
        (rows(("05/11/2026", "12,50")), True),
        (rows(("2026-11-01", "1,234")), True),
        (rows(("", "12.50")), True),
        ([], True),
    ],
)
def test_a_first_pass_is_needed_only_while_something_is_open(sample: list[RawRow], needed: bool) -> None:
    assert watcher().needed(sample) is needed
