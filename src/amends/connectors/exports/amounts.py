"""Amounts of money as sellers' files write them: symbols, thousands marks, decimal commas, parentheses."""

import math
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from amends.connectors.exports.badvalue import LONGEST, BadValue, quoted
from amends.connectors.tables.cells import Cell
from amends.core.money import currencies

MAX_AMOUNT = Decimal("99999999999999")
MAX_DECIMALS = 4
_SMALLEST = Decimal(1).scaleb(-MAX_DECIMALS)
_NOISE = Decimal("1e-9")  # of an amount: what binary numbers leave behind, as in 12.340000000000002
_BINARY_DIGITS = 17

_PLAIN = re.compile(r"\d{1,14}(\.\d{1,2})?")
_SIGNS = "+−–-"
_UNIT = (
    r"(?:[A-Za-z]{1,3}\s?[$€£¥]|[$€£¥₹₩₽₫฿₱₺₴₪]|[A-Za-z]{3}|Rs\.?|kr\.?|RM|Rp|zł|Kč|лв|元|圆|円|원|人民币)"
)
_WRITTEN = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[{_SIGNS}])?\s*(?P<before>{_UNIT})?\s*(?P<inner>[{_SIGNS}])?\s*"
    rf"(?P<digits>\d[\d.,'’\s]*|[.,]\d+)\s*(?P<after>{_UNIT})?\s*(?P<behind>[-−])?\s*(?P<close>\))?"
)
_SCIENTIFIC = re.compile(r"[+-]?(nan|inf(inity)?|\d+([.,]\d+)?e[+-]?\d+)", re.IGNORECASE)
_GUARD = re.compile(r'="([^"]*)"')
_NOTHING = {"null", "none", "nil", "-", "--", "---", "无", "n/a", "na", "#n/a", "—", "/"} | {
    "无退款申请",
    "没有申请退款",
}
_UNITS_OF_CURRENCY = {
    "US$": "USD", "C$": "CAD", "CA$": "CAD", "AU$": "AUD", "A$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD",
    "R$": "BRL", "NT$": "TWD", "MX$": "MXN", "€": "EUR", "£": "GBP", "CN¥": "CNY", "JP¥": "JPY", "元": "CNY",
    "人民币": "CNY", "円": "JPY", "원": "KRW", "₩": "KRW", "₹": "INR", "zł": "PLN", "Kč": "CZK", "RMB": "CNY",
}  # fmt: skip

_DOLLARS = {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS"}


def parse_amount(cell: Cell, *, decimal_comma: bool = False, signed: bool = False) -> Decimal | None:
    """An amount, in whatever currency the row says; None for an empty cell.

    `decimal_comma` decides only what could be read both ways ("1,234"). Raises amount_unreadable,
    amount_absurd (more than 99,999,999,999,999 or than 4 decimals), amount_negative unless `signed`, and
    currency_unknown for a code before or after the number that is no currency.
    """
    if isinstance(cell, str) and len(cell) <= LONGEST:
        amount = _written(cell, decimal_comma)
    elif isinstance(cell, float):
        amount = _counted(cell)
    else:
        raise BadValue("amount_unreadable", f"{quoted(str(cell))} is no amount.")
    if amount is not None and amount < 0 and not signed:
        raise BadValue("amount_negative", f"The amount {amount} is negative.")
    return amount


def unit_of(cell: Cell) -> str | None:
    """The currency an amount names itself: its code ("GBP 12", "US $3"), or a "$" or "¥" of several."""
    if (
        not isinstance(cell, str)
        or len(cell) > LONGEST
        or (found := _WRITTEN.fullmatch(_cleaned(cell))) is None
    ):
        return None
    unit = (found["before"] or found["after"] or "").replace(" ", "")
    if unit in ("$", "¥"):
        return unit
    return _UNITS_OF_CURRENCY.get(unit) or (unit.upper() if unit.upper() in currencies() else None)


def currency_meant(unit: str | None, shop_currency: str) -> str | None:
    """The currency a unit means in a shop's file: a "$" is the shop's own dollar, else the US dollar."""
    if unit == "$":
        return shop_currency if shop_currency in _DOLLARS else "USD"
    if unit == "¥":
        return shop_currency if shop_currency in ("CNY", "JPY") else "CNY"
    return unit


def split_digits(digits: str) -> tuple[list[str], str, str]:
    """Groups before the last mark, that mark, and what follows it; the mark is "" where there is none."""
    bare = re.sub(r"['’\s]", "", digits)
    place = max(bare.rfind("."), bare.rfind(","))
    if place < 0:
        return [bare], "", ""
    return re.split("[.,]", bare[:place]), bare[place], bare[place + 1 :]


def decimal_mark(digits: str) -> str | None:
    """The decimal mark that the written digits prove, None where they could be read both ways."""
    bare = re.sub(r"['’\s]", "", digits)
    groups, mark, tail = split_digits(bare)
    if not mark:
        return None
    other = "," if mark == "." else "."
    if bare.count(mark) > 1:
        return other
    if other in bare or len(tail) != 3 or len(groups[0]) > 3 or groups[0] in ("", "0", "00", "000"):
        return mark
    return None


@lru_cache(maxsize=65_536)
def _written(cell: str, decimal_comma: bool) -> Decimal | None:
    if _PLAIN.fullmatch(cell):
        return Decimal(cell)
    text = _cleaned(cell)
    if not text or text.casefold() in _NOTHING:
        return None
    if _SCIENTIFIC.fullmatch(text):
        raise BadValue("amount_absurd", f"{quoted(text)} is no amount that was ever paid.")
    found = _WRITTEN.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise BadValue("amount_unreadable", f"{quoted(text)} cannot be read as an amount.")
    _check_unit(found["before"])
    _check_unit(found["after"])
    amount = _within(_number(found["digits"], decimal_comma), text)
    minus = [found["open"], *(found[part] in ("-", "−", "–") for part in ("sign", "inner", "behind"))]
    return -amount if any(minus) else amount


def _cleaned(cell: str) -> str:
    text = cell.strip()
    if guarded := _GUARD.fullmatch(text):
        text = guarded[1]
    return unicodedata.normalize("NFKC", text.removeprefix("'")).strip()


def _check_unit(unit: str | None) -> None:
    code = (unit or "").upper()
    known = code in _UNITS_OF_CURRENCY or code in currencies()
    if len(code) == 3 and code.isascii() and code.isalpha() and not known:
        raise BadValue("currency_unknown", f"{quoted(code)} is no currency of ISO 4217.")


def _number(digits: str, decimal_comma: bool) -> Decimal:
    mark = decimal_mark(digits) or ("," if decimal_comma else ".")
    bare = re.sub(r"['’\s]", "", digits)
    whole, _, decimals = bare.partition(mark)
    groups = re.split("[.,]", whole)
    well_grouped = all(2 <= len(group) <= 3 for group in groups[1:-1]) and len(groups[-1]) == 3 and groups[0]
    if (decimals and not decimals.isdigit()) or (len(groups) > 1 and not well_grouped):
        raise BadValue("amount_unreadable", f"{quoted(digits)} cannot be read as an amount.")
    return Decimal(f"{''.join(groups) or '0'}.{decimals or '0'}")


def _counted(number: float) -> Decimal:
    if not math.isfinite(number):
        raise BadValue("amount_absurd", f"{number} is no amount that was ever paid.")
    return _within(Decimal(repr(number)), repr(number))


def _within(amount: Decimal, text: str) -> Decimal:
    if abs(amount) > MAX_AMOUNT:
        raise BadValue("amount_absurd", f"{quoted(text)} is beyond belief.")
    nearest = amount.quantize(_SMALLEST)
    if nearest == amount:
        return amount
    is_binary = len(amount.as_tuple().digits) <= _BINARY_DIGITS
    if not is_binary or abs(nearest - amount) > _NOISE * max(Decimal(1), abs(amount)):
        raise BadValue("amount_absurd", f"{quoted(text)} has more than {MAX_DECIMALS} decimals.")
    return nearest.normalize()
