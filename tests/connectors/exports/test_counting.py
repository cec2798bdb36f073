from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.exports.counting import NthCounter


@settings(deadline=None)
@given(st.lists(st.integers(0, 40).map(str)))
def test_it_counts_as_a_dictionary_would(names: list[str]) -> None:
    counter, seen = NthCounter(slots=4), Counter[str]()
    for name in names:
        seen[name] += 1
        assert counter.nth(name) == seen[name]
    assert len(counter) == len(seen)


def test_it_grows_and_forgets_nothing() -> None:
    counter = NthCounter(slots=4)
    assert all(counter.nth(f"order-{n}") == 1 for n in range(20_000))
    assert all(counter.nth(f"order-{n}") == 2 for n in range(20_000))
    assert len(counter) == 20_000


def test_it_counts_beyond_what_fits_a_slot() -> None:
    counter = NthCounter()
    for _ in range(70_000):
        last = counter.nth("the same")
    assert (last, len(counter)) == (70_000, 1)
