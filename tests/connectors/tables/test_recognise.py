import pytest

from amends.connectors.tables.recognise import UnknownKind, find_header, nearest_kinds, recognise
from tests.connectors.tables.tables import CHINESE, ORDERS, SHAPES, shape


def test_the_header_is_found_after_other_rows():
    match = recognise([["Report of May"], ["", ""], ["SKU", "Order_ID ", "Quantity", "x"]], SHAPES)
    assert (match.kind, match.index, match.required, match.known) == ("orders", 2, 3, 3)


def test_one_spelling_of_a_group_is_enough():
    assert recognise([["交易状态", "订单编号"]], SHAPES).kind == "chinese"


def test_of_two_kinds_the_one_that_asks_for_more_wins_then_the_one_that_knows_more():
    small = shape("small", [["order-id"]])
    wide = shape("wide", [["sku"]], ("order-id", "quantity"))
    row = [["order-id", "sku", "quantity"]]
    assert recognise(row, [small, ORDERS]).kind == "orders"
    assert recognise(row, [small, wide]).kind == "wide"


def test_of_two_equal_headers_the_first_is_taken():
    row = ["order-id", "sku", "quantity"]
    assert recognise([row, row], SHAPES).index == 0


def test_what_is_missing_is_told_in_its_original_spelling():
    with pytest.raises(UnknownKind) as refused:
        recognise([["x"], ["Order-ID", "quantity"]], SHAPES)
    assert refused.value.code == "unknown_kind"
    assert refused.value.nearest == [("orders", ["sku"]), ("chinese", ["订单编号", "订单状态"])]
    assert "orders (missing: sku)" in str(refused.value)


def test_no_more_than_three_kinds_are_named_closest_first():
    shapes = [shape(f"k{n}", [[f"c{i}"] for i in range(n)]) for n in range(1, 6)]
    assert [kind for kind, _ in nearest_kinds([["c0"]], shapes[::-1])] == ["k1", "k2", "k3"]


def test_an_empty_row_is_no_header_of_a_kind_that_asks_for_nothing():
    assert find_header([["", " "]], [shape("anything", [])]) is None


def test_duplicate_names_and_very_long_texts_do_no_harm():
    row = ["订单编号", "订单编号", "订单状态", "x" * 5_000_000]
    assert recognise([row], [CHINESE]).known == 2
