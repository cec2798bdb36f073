"""Money named in a text, with its currency where the sign or the word tells."""

import re
from decimal import Decimal

from amends.triage.judgement import AmountMark
from amends.triage.units import has_digit

_SIGNS = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollars": "USD", "dollar": "USD", "bucks": "USD",
    "美元": "USD", "美金": "USD", "刀": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "£": "GBP", "gbp": "GBP",
    "pounds": "GBP", "pound": "GBP", "quid": "GBP", "英镑": "GBP", "cny": "CNY", "rmb": "CNY", "元": "CNY",
    "块钱": "CNY", "块": "CNY", "人民币": "CNY", "塊": "", "塊錢": "", "c$": "CAD", "cad": "CAD",
    "ca$": "CAD",
    "a$": "AUD", "aud": "AUD", "au$": "AUD", "hk$": "HKD", "hkd": "HKD", "港币": "HKD", "港幣": "HKD",
    "nt$": "TWD",
    "台币": "TWD", "台幣": "TWD", "¥": "", "円": "JPY", "jpy": "JPY", "chf": "CHF",
}  # fmt: skip
_NUMBER = r"(?:\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
_BEFORE = "|".join(
    re.escape(sign)
    for sign in sorted(_SIGNS, key=len, reverse=True)
    if not sign.isalpha() or sign in ("usd", "eur", "gbp", "rmb", "cny", "chf", "cad", "aud", "hkd")
)
_AFTER = "|".join(
    rf"{re.escape(sign)}(?![a-z])" if sign.isascii() and sign.isalpha() else re.escape(sign)
    for sign in sorted(_SIGNS, key=len, reverse=True)
)
_MONEY = re.compile(
    rf"(?<![0-9a-z.])(?P<before>{_BEFORE})\s?(?P<first>{_NUMBER})(?![\d])"
    rf"|(?<![0-9a-z.,-])(?P<second>{_NUMBER})\s?(?P<after>{_AFTER})"
)
_CHINESE = re.compile(r"(?<!第)(?P<digits>[一二两三四五六七八九十百千]{1,5})(?P<sign>块钱|块|元)(?!表|儿|豆)")
_DIGITS = {digit: at for at, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_TIMES = {"十": 10, "百": 100, "千": 1000}


def amounts_in(text: str, marketplace: str | None = None) -> list[AmountMark]:
    """Every amount with a currency's sign or word. `marketplace` decides what ¥ means."""
    found = []
    for money in _MONEY.finditer(text) if has_digit(text) else ():
        amount = _decimal(money["first"] or money["second"])
        sign = money["before"] or money["after"]
        if amount is not None:
            found.append(AmountMark(amount, _currency(sign, marketplace, text), *money.span()))
    if "块" in text or "元" in text:
        for money in _CHINESE.finditer(text):
            value = _chinese_number(money["digits"])
            if value:
                found.append(AmountMark(Decimal(value), "CNY", *money.span()))
    return sorted(found, key=lambda mark: mark.start)


def _currency(sign: str, marketplace: str | None, text: str) -> str:
    if sign == "¥":
        chinese = marketplace in ("taobao", "tmall", "pinduoduo", "douyin", "1688") or not text.isascii()
        return "CNY" if chinese else ""
    return _SIGNS[sign]


def _decimal(written: str) -> Decimal | None:
    """`1.204,50`, `1,204.50`, `12,5`: the last mark with one or two digits behind it is the decimal one."""
    plain = written.replace(" ", "")
    cut = re.fullmatch(r"(.*)[.,](\d{1,2})", plain)
    whole, part = (cut[1], cut[2]) if cut else (plain, "")
    digits = re.sub(r"\D", "", whole)
    if not digits or len(digits) > 12:
        return None
    return Decimal(f"{int(digits)}.{part}" if part else str(int(digits)))


def _chinese_number(written: str) -> int:
    total, digit = 0, 0
    for letter in written:
        if letter in _TIMES:
            total += (digit or 1) * _TIMES[letter]
            digit = 0
        else:
            digit = _DIGITS[letter]
    return total + digit
