import copy
from decimal import Decimal
from typing import Any

import pytest

from amends.cli.file_kind_examples import differences, file_kind_problems
from amends.core.packs import Pack, load_pack

SHOP = {
    "marketplace": "amazon",
    "country": "US",
    "time_zone": "America/Los_Angeles",
    "currency": "USD",
    "language": "en",
}
ROW = {
    "amazon-order-id": "111-0000001-0000001",
    "purchase-date": "2026-11-01T22:10:05+00:00",
    "last-updated-date": "2026-11-03T08:00:00+00:00",
    "order-status": "Shipped",
    "sku": "LAMP-1",
    "quantity": 2,
    "item-price": 19.9,
    "ship-city": "SEATTLE",
}
READ = {
    "key": "111-0000001-0000001/LAMP-1/1",
    "subject": "111-0000001-0000001",
    "updated_at": "2026-11-03T08:00:00Z",
    "personal": ["ship-city"],
    "order": {"placed_at": "2026-11-01T22:10:05Z", "person": {"city": "SEATTLE"}, "parcels": []},
    "line": {"quantity": 2, "item_amount": "19.9"},
}


def told_of(rows: list[dict[str, Any]], expect: list[Any], kind: str = "amazon.all_orders") -> list[str]:
    pack = load_pack("file_kinds/amazon.all_orders")
    examples = [{"name": "sample", "shop": SHOP, "rows": rows, "expect": expect}]
    return list(file_kind_problems(Pack(pack.name, {**pack.body, "kind": kind, "examples": examples}, "")))


def test_an_example_that_comes_out() -> None:
    assert told_of([ROW], [READ]) == []


def test_a_row_that_is_none_and_one_that_cannot_be_taken() -> None:
    header = {name: name for name in ROW}
    bad = {**ROW, "amazon-order-id": ""}
    expect = ["none", {"reject": "required_empty", "column": "amazon-order-id"}]
    assert told_of([header, bad], expect) == []
    assert told_of([bad], ["none"])
    assert told_of([ROW], [{"reject": "required_empty"}]) == [
        "sample, row 1: reject comes out as None, not 'required_empty'"
    ]


def test_each_place_that_comes_out_otherwise_is_named() -> None:
    wrong = copy.deepcopy(READ)
    wrong["order"]["person"]["city"] = "PORTLAND"
    wrong["line"]["quantity"] = 3
    wrong["return"] = {"sku": "LAMP-1"}
    assert told_of([ROW], [wrong]) == [
        "sample, row 1: order.person.city comes out as 'SEATTLE', not 'PORTLAND'",
        "sample, row 1: line.quantity comes out as 2, not 3",
        "sample, row 1: return comes out as None, not {'sku': 'LAMP-1'}",
    ]


def test_every_row_has_its_expectation() -> None:
    assert told_of([ROW, ROW], [READ]) == ["sample: 2 rows, but 1 expected"]


def test_the_pack_is_named_for_its_kind() -> None:
    assert told_of([ROW], [READ], kind="amazon.orders") == [
        "the pack of amazon.orders is to be named file_kinds/amazon.orders"
    ]


def test_lists_are_compared_one_by_one() -> None:
    assert list(differences([{"a": 1}, 2], [{"a": 1, "b": 2}, 3])) == [("[1]", 2, 3)]
    assert list(differences({"a": [1]}, {"a": [1, 2]})) == [("a", [1], [1, 2])]


@pytest.mark.parametrize(
    ("wanted", "same"), [("98", True), ("98.00", True), ("98.01", False), (98, False), ("x", False)]
)
def test_amounts_are_compared_by_value_and_written_as_text(wanted: object, same: bool) -> None:
    assert list(differences(wanted, Decimal("98.0"), "a")) == ([] if same else [("a", wanted, "98.0")])
