import pytest

from amends.triage.judgement import Script
from amends.triage.likeness import Likenesses


@pytest.mark.parametrize(
    ("script", "one", "other"),
    [
        ("en", "Where is my parcel?", "WHERE IS MY PARCEL!!"),
        ("en", "reported you to trading standards today", "Reported you to trading standards, today."),
        ("zh", "我的快递到哪里了呀？", "我的快递到哪里了"),
        ("fr", "Toujours pas reçu mon colis.", "toujours pas recu mon colis"),
    ],
)
def test_what_is_written_twice_counts_once(script: Script, one: str, other: str) -> None:
    known = Likenesses([one, other], script)
    assert known.nearly(other) == one
    assert known.different() == [one]


@pytest.mark.parametrize(
    ("script", "one", "other"),
    [("en", "Where is my parcel?", "Where is my refund, please?"), ("zh", "还没发货", "还没到货")],
)
def test_what_differs_stays(script: Script, one: str, other: str) -> None:
    known = Likenesses([one], script)
    assert known.nearly(other) is None
    assert Likenesses([one, other], script).different() == [one, other]


def test_nothing_and_signs_alone() -> None:
    assert Likenesses([], "en").nearly("anything") is None
    assert Likenesses(["??", "!!"], "en").different() == ["??"]
