"""A changed row changes nothing else, to the letter."""

import string
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from amends.core.errors import Refused
from amends.core.packs import StrictLoader, pack_bytes
from amends.publishing.written_rows import add_row, change_row, move_row, remove_row, rows_at

TEXT = pack_bytes("tables/refund_approval").decode()
ROWS = ("tables", 0, "rows")
PRICES = pack_bytes("case_costs").decode()

words = st.text(
    st.sampled_from(string.ascii_letters + string.digits + " :#-{}[]'\",é退。!&*|>%@`?\\\n\t"), max_size=30
)
values = st.recursive(
    st.one_of(st.booleans(), st.integers(-(10**9), 10**9), words, st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)
bodies = st.dictionaries(st.sampled_from(["id", "when", "then", "reason", "text"]), values, min_size=1)


def loaded(text: str) -> Any:
    return yaml.load(text, Loader=StrictLoader)


def listed(text: str) -> list[Any]:
    rows: list[Any] = loaded(text)["tables"][0]["rows"]
    return rows


@given(bodies, st.integers(0, 4))
def test_a_changed_row_says_so_and_the_others_stay(body: dict[str, Any], position: int) -> None:
    before, changed = listed(TEXT), change_row(TEXT, ROWS, position, body)
    assert listed(changed) == [*before[:position], body, *before[position + 1 :]]
    row = rows_at(TEXT, ROWS)[position]
    assert changed.startswith(TEXT[: row.start])
    assert changed.endswith(TEXT[row.end :])


@given(bodies, st.integers(0, 6))
def test_added_and_taken_away_again_nothing_has_changed(body: dict[str, Any], position: int) -> None:
    added = add_row(TEXT, ROWS, position, body)
    at = min(position, len(listed(TEXT)))
    assert listed(added)[at] == body
    assert remove_row(added, ROWS, at) == TEXT


@given(st.integers(0, 4), st.integers(0, 5))
def test_moved_rows_keep_their_words(position: int, to: int) -> None:
    moved = move_row(TEXT, ROWS, position, to)
    assert sorted(moved.splitlines()) == sorted(TEXT.splitlines())
    rows = listed(TEXT)
    row = rows.pop(position)
    rows.insert(to, row)
    assert listed(moved) == rows


def test_rows_written_on_one_line_are_rows_too() -> None:
    before = loaded(PRICES)["prices"]
    changed = change_row(PRICES, ("prices",), 0, before[0] | {"handling": "2.50"})
    assert loaded(changed)["prices"] == [before[0] | {"handling": "2.50"}, *before[1:]]
    assert changed.count("\n") >= PRICES.count("\n")


@pytest.mark.parametrize(
    ("text", "way"),
    [("a: [", ("a",)), ("a: 1", ("a",)), ("a: [1, 2]", ("a",)), ("a:\n- 1\n", ("a",)), ("a: 1", ("b", 0))],
)
def test_what_has_no_rows_is_refused(text: str, way: tuple[str | int, ...]) -> None:
    with pytest.raises(Refused):
        rows_at(text, way)


def test_the_only_row_stays_and_no_row_is_no_row() -> None:
    with pytest.raises(Refused):
        remove_row("a:\n- {b: 1}\n", ("a",), 0)
    with pytest.raises(Refused):
        change_row(TEXT, ROWS, 9, {})
