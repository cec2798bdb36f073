import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.sealing import NotOurSeal, seal, unseal

PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(PLAIN, st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_what_is_sealed_comes_back_and_reads_as_nothing(secret: str, key: str) -> None:
    sealed = seal(secret, key=key, purpose="p")
    assert unseal(sealed, key=key, purpose="p") == secret
    assert sealed.isascii()
    assert sealed != seal(secret, key=key, purpose="p")


@pytest.mark.parametrize("sealed", ["", "x", "gAAAA", "é"])
def test_what_was_changed_is_not_opened(sealed: str) -> None:
    with pytest.raises(NotOurSeal):
        unseal(sealed, key="k", purpose="p")


@given(st.integers(0, 60), st.integers(1, 255))
def test_one_octet_changed_is_enough(place: int, change: int) -> None:
    octets = bytearray(base64.urlsafe_b64decode(seal("s", key="k", purpose="p")))
    octets[place] ^= change
    with pytest.raises(NotOurSeal):
        unseal(base64.urlsafe_b64encode(octets).decode(), key="k", purpose="p")


def test_key_and_purpose_are_part_of_the_seal() -> None:
    sealed = seal("s", key="k", purpose="p")
    for key, purpose in (("k", "q"), ("l", "p")):
        with pytest.raises(NotOurSeal):
            unseal(sealed, key=key, purpose=purpose)
