from hypothesis import given
from hypothesis import strategies as st

from amends.demo.chance import Chance, Weighted, seed_of
from amends.demo.numbers import digits, filled


def test_the_same_words_give_the_same_stream_everywhere() -> None:
    assert seed_of(7, "tmall", 1) == 175894560729706619099131710069094472223
    chance = Chance(7, "tmall", 1)
    assert [chance.below(1000) for _ in range(4)] == [832, 963, 274, 836]


@given(st.integers(0, 999_999), st.integers(0, 999_999))
def test_scattered_numbers_never_meet(one: int, other: int) -> None:
    assert (digits(one, 9, "a") == digits(other, 9, "a")) == (one == other)


def test_a_form_is_filled_sign_by_sign() -> None:
    number = filled("T00DA@##########", 12)
    assert len(number) == 16
    assert number[:5] == "T00DA"
    assert number[5].isupper()
    assert number[6:].isdigit()


@given(st.lists(st.integers(0, 9), min_size=1).filter(any), st.floats(0, 1, exclude_max=True))
def test_what_has_no_weight_is_never_drawn(weights: list[int], share: float) -> None:
    drawn = Weighted(enumerate(weights)).at(share)
    assert weights[drawn] > 0
