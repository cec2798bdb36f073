import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.tables.cells import MAX_RAW, column_name, normal_header, storable


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Amazon-Order-ID ", "amazon order id"),
        ("amazon_order--id", "amazon order id"),
        ("\ufeffOrder\u00a0 ID", "order id"),
        ('"Order ID"', "order id"),
        ('="Order ID"', "order id"),
        ("\u200fOrder ID\u200e", "order id"),
        ("ORDER ID", "order id"),
        ("订单编号 ", "订单编号"),
        ("Phone #", "phone #"),
        ("Weight(kg)", "weight(kg)"),
        ("Straße", "strasse"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_a_column_name_is_compared_without_its_dress(written, name):
    assert normal_header(written) == name


@given(st.text(max_size=40))
def test_a_normal_name_stays_as_it_is(text):
    name = normal_header(text)
    assert name == name.strip()
    assert "-" not in name
    assert "_" not in name


@given(st.text(alphabet=st.characters(), max_size=3000))
def test_what_is_kept_of_a_bad_row_can_be_stored(text):
    kept = storable(text)
    assert "\0" not in kept
    assert len(kept) == min(len(text), MAX_RAW)
    kept.encode("utf-8")  # raises where a lone surrogate is left


def test_a_column_without_a_name_is_counted_from_one():
    assert column_name(["a", ""], 0) == "a"
    assert column_name(["a", ""], 1) == "column 2"
    assert column_name(["a", ""], 6) == "column 7"
