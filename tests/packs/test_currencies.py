from datetime import date

import pytest
from babel.core import get_global
from babel.numbers import get_currency_name

from amends.core.money import currencies
from amends.core.packs import load_pack

ROWS = {row["code"]: row for row in load_pack("currencies").body["currencies"]}

# Where cash is no longer used in parts, CLDR shows fewer digits than ISO 4217 counts with.
FEWER_IN_CLDR = {
    "AFN",
    "ALL",
    "IQD",
    "IRR",
    "KPW",
    "LAK",
    "LBP",
    "MGA",
    "MMK",
    "RSD",
    "SLL",
    "SOS",
    "SYP",
    "YER",
}
# CLDR holds these to be in use: the offshore yuan (no ISO code) and what has no smallest unit.
NOT_MONEY = {"CNH", "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"}


def test_digits_are_those_of_cldr_but_for_named_ones() -> None:
    fractions = get_global("currency_fractions")
    shown = {code: fractions.get(code, fractions["DEFAULT"])[0] for code in ROWS}
    differing = {code for code, row in ROWS.items() if row["digits"] != shown[code]}
    assert differing == FEWER_IN_CLDR
    assert all(shown[code] == 0 for code in differing)


def test_every_currency_in_use_is_there() -> None:
    in_use = {
        code
        for used in get_global("territory_currencies").values()
        for code, _, until, _ in used
        if until is None or date(*until) > date(2026, 11, 21)
    }
    assert in_use - NOT_MONEY <= set(ROWS)


def test_every_code_is_a_currency() -> None:
    without_name = {code for code in ROWS if get_currency_name(code, locale="en") == code}
    assert without_name <= {"XAD", "XCG"}


@pytest.mark.parametrize(
    ("code", "digits"), [("CNY", 2), ("USD", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("VND", 0), ("KWD", 3)]
)
def test_the_common_ones(code: str, digits: int) -> None:
    assert currencies()[code] == digits


def test_old_orders_keep_their_currency() -> None:
    assert ROWS["BGN"]["until"] == "2025-12-31"
    assert ROWS["HRK"]["until"] == "2022-12-31"
    assert not [code for code in ("USD", "CNY", "EUR") if "until" in ROWS[code]]


def test_numeric_codes_stand_once_among_those_in_use() -> None:
    numeric = [row["numeric"] for row in ROWS.values() if "until" not in row]
    assert len(numeric) == len(set(numeric))
