"""How a number is named in a sentence: by figures, or by words in the three languages. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

_EN = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_FR = [
    "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt",
]  # fmt: skip
_EN_MORE = {21: "twenty-one", 24: "twenty-four", 28: "twenty-eight", 30: "thirty", 40: "forty",
            45: "forty-five", 48: "forty-eight", 50: "fifty", 60: "sixty", 70: "seventy", 72: "seventy-two",
            80: "eighty", 90: "ninety"}  # fmt: skip
_FR_MORE = {21: "vingt et un", 24: "vingt-quatre", 28: "vingt-huit", 30: "trente", 40: "quarante",
            45: "quarante-cinq", 48: "quarante-huit", 50: "cinquante", 60: "soixante", 70: "soixante-dix",
            72: "soixante-douze", 80: "quatre-vingts", 90: "quatre-vingt-dix"}  # fmt: skip
_EN_WORDS = dict(enumerate(_EN, 2)) | _EN_MORE
_FR_WORDS = dict(enumerate(_FR, 2)) | _FR_MORE
_DIGITS = "零一二三四五六七八九"
_ANY_ZH = "零〇一二两三四五六七八九十百千万"
_LARGER = {
    "minutes": (60, "hours"),
    "hours": (24, "days"),
    "days": (7, "weeks"),
    "calendar_days": (7, "weeks"),
}


def names_number(text: str, number: Decimal, unit: str = "") -> bool:
    """Whether a sentence names that amount: 48 hours also as 2 days, 48 小时, quarante-huit heures."""
    return any(_pattern(form).search(text) is not None for form in _forms(number, unit))


@cache
def _forms(number: Decimal, unit: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for amount in _amounts(number, unit) for form in _written(amount)))


def _amounts(number: Decimal, unit: str) -> Iterator[Decimal]:
    yield number
    while unit in _LARGER:
        many, unit = _LARGER[unit]
        number /= many
        if number != number.to_integral_value() or number < 2:
            return
        yield number


def _written(number: Decimal) -> Iterator[str]:
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    yield plain
    if "." in plain:
        yield plain.replace(".", ",")
        return
    whole = int(number)
    if whole >= 1000:
        yield from (f"{whole:,}".replace(",", sign) for sign in (",", " ", "\u202f", "\u00a0"))
    if whole in _EN_WORDS:
        yield _EN_WORDS[whole]
    if whole in _FR_WORDS:
        yield _FR_WORDS[whole]
    if 2 <= whole <= 99:
        yield _chinese(whole)
        if whole == 2:
            yield "两"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    said = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return said + (_DIGITS[ones] if ones or not tens else "")


@cache
def _pattern(form: str) -> re.Pattern[str]:
    written = re.escape(form)
    if form[0].isdigit():
        zeros = "0*" if re.search(r"\d[.,]\d{1,2}$", form) else r"(?:[.,]0+)?"
        return re.compile(rf"(?<![\d])(?<!\d[.,]){written}{zeros}(?![\d]|[.,]\d)")
    if form[0] in _ANY_ZH:
        return re.compile(rf"(?<![{_ANY_ZH}]){written}(?![{_ANY_ZH}])")
    return re.compile(rf"(?<![\w-]){written}(?![\w-])", re.IGNORECASE)
