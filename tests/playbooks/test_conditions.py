"""Conditions: three answers, never a guess; and what a bad one says."""

from typing import Any

import pytest

from amends.core.packs import BadPack
from amends.playbooks.conditions import any_holds, holds, open_facts, read_condition
from amends.playbooks.derived import Known

KNOWN: Known = {
    "stock_good": 3,
    "stock_unsellable": None,
    "used": False,
    "opened": None,
    "parcel_state": "lost",
    "wishes": frozenset({"refund"}),
    "country": None,
    "chosen": "reship",
}


@pytest.mark.parametrize(
    ("written", "outcome"),
    [
        ({}, True),
        ({"stock_good": {"min": 3}}, True),
        ({"stock_good": {"min": 4}}, False),
        ({"stock_good": {"max": 2}}, False),
        ({"stock_good": {"min": 1, "max": 5}}, True),
        ({"stock_unsellable": {"min": 1}}, None),
        ({"used": False}, True),
        ({"used": True}, False),
        ({"opened": True}, None),
        ({"parcel_state": "lost"}, True),
        ({"parcel_state": ["delivered", "lost"]}, True),
        ({"parcel_state": {"not": ["lost"]}}, False),
        ({"chosen": {"not": []}}, True),
        ({"country": ["CN"]}, None),
        ({"wishes": {"has": ["refund", "return"]}}, True),
        ({"wishes": {"has": ["return"]}}, False),
        ({"wishes": {"lacks": ["return"]}}, True),
        ({"wishes": {"lacks": ["refund", "return"]}}, False),
        ({"used": False, "opened": True}, None),
        ({"used": True, "opened": True}, False),
    ],
)
def test_what_holds(written: dict[str, Any], outcome: bool | None) -> None:
    condition = read_condition(written, "here")
    assert holds(condition, KNOWN) is outcome
    assert any_holds([condition], KNOWN) is (outcome is True)


def test_only_an_open_condition_asks() -> None:
    assert list(open_facts(read_condition({"used": False, "opened": True}, "x"), KNOWN)) == ["opened"]
    assert list(open_facts(read_condition({"used": True, "opened": True}, "x"), KNOWN)) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"mood": True}, "here/mood is no fact"),
        ({"used": "yes"}, "here/used does not fit"),
        ({"stock_good": 3}, "here/stock_good does not fit"),
        ({"stock_good": {}}, "does not fit"),
        ({"stock_good": {"has": ["x"]}}, "does not fit"),
        ({"fulfilment": "nobody"}, "'nobody' is not known"),
        ({"fulfilment": {"min": 1}}, "does not fit"),
        ({"fulfilment": {"not": ["nobody"]}}, "'nobody' is not known"),
        ({"wishes": ["refund"]}, "does not fit"),
        ({"wishes": {"has": ["gift"]}}, "'gift' is not known"),
    ],
)
def test_a_condition_that_does_not_fit_is_told(written: dict[str, Any], said: str) -> None:
    with pytest.raises(BadPack, match=said):
        read_condition(written, "here")
