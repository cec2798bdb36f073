import pytest

from amends.connectors.exports.badvalue import LONGEST, BadValue
from amends.connectors.exports.remembering import remembering
from amends.connectors.exports.values import parse_quantity


def test_the_same_cell_is_read_once_and_a_long_one_each_time() -> None:
    seen: list[object] = []

    @remembering(8)
    def read(cell: object) -> int:
        seen.append(cell)
        return len(seen)

    assert [read("a"), read("a"), read(1.0), read(True), read(1.0)] == [1, 1, 2, 3, 2]
    long = "x" * (LONGEST + 1)
    assert [read(long), read(long)] == [4, 5]


def test_a_number_is_not_mistaken_for_a_flag() -> None:
    assert parse_quantity(1.0) == 1
    with pytest.raises(BadValue):
        parse_quantity(True)
