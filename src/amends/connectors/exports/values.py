"""What the cells of a table file mean: text, ids, quantities, flags, currencies, countries.

Every parser takes a cell and returns its value, or None for an empty cell; it raises BadValue where the cell
says something that is not usable. Amounts and moments are in modules of their own and are offered here too.
"""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from amends.connectors.exports.amounts import parse_amount
from amends.connectors.exports.badvalue import LONGEST, BadField, BadValue, quoted
from amends.connectors.exports.moments import parse_moment
from amends.connectors.exports.remembering import remembering
from amends.connectors.tables.cells import Cell
from amends.core.money import currencies

__all__ = [
    "BadField",
    "BadValue",
    "as_received",
    "is_placeholder",
    "parse_amount",
    "parse_code",
    "parse_country",
    "parse_currency",
    "parse_flag",
    "parse_id",
    "parse_moment",
    "parse_quantity",
    "parse_rating",
    "parse_text",
]

MAX_ID_BYTES = 500
MAX_QUANTITY = 2_147_483_647

_FORMULA_GUARD = re.compile(r'="([^"]*)"')
_NUMBER_BEHIND_APOSTROPHE = re.compile(r"'[+\-]?[\d\s().\-]+")
_ROUNDED = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212], "-")
_PLACEHOLDERS = {
    "null",
    "none",
    "nil",
    "nan",
    "-",
    "--",
    "---",
    "无",
    "暂无",
    "n/a",
    "na",
    "#n/a",
    "—",
    "/",
    "\\n",
}
_FLAGS = {
    **dict.fromkeys(
        ("true", "yes", "y", "1", "是", "有", "ja", "oui", "vrai", "wahr", "sí", "si", "x"), True
    ),
    **dict.fromkeys(("false", "no", "n", "0", "否", "没有", "nein", "non", "faux", "falsch"), False),
}
_COUNTRY_WORDS = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "america": "US",
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB",
    "korea": "KR", "republic of korea": "KR", "russian federation": "RU", "czech republic": "CZ",
    "holland": "NL", "the netherlands": "NL", "viet nam": "VN", "中国大陆": "CN", "china mainland": "CN",
    "mainland china": "CN", "台湾": "TW", "香港": "HK", "澳门": "MO", "taiwan": "TW", "hong kong": "HK",
    "macau": "MO", "turkey": "TR",
}  # fmt: skip


def is_placeholder(text: str) -> bool:
    """Whether a cell that is no free text says "nothing" in a word: null, --, 无, N/A."""
    return text.strip().casefold() in _PLACEHOLDERS


def as_received(cell: Cell) -> str:
    """The cell as text: a number as a spreadsheet shows it, a time in ISO form without zone."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _plain_number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat()


def _plain_number(number: float) -> str:
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number))
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text and abs(number) < 1e21 else text


def parse_text(cell: Cell) -> str | None:
    """Free text: kept as it is but for surrounding spaces, line ends and the guards spreadsheets need."""
    if not isinstance(cell, str):
        return as_received(cell)
    text = cell.strip()
    if not text:
        return None
    first = text[0]
    if first == "=" and (guarded := _FORMULA_GUARD.fullmatch(text)):
        text = guarded[1].strip()
    elif first == "'" and _NUMBER_BEHIND_APOSTROPHE.fullmatch(text):
        text = text[1:].strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text or None


def parse_code(cell: Cell) -> str | None:
    """An id in which spaces may stand, such as a SKU; raises id_rounded and id_too_long."""
    return _code(cell) if isinstance(cell, str) else _code_of_number(cell)


def parse_id(cell: Cell) -> str | None:
    """An id in which no space stands, such as an order number; raises id_rounded and id_too_long."""
    return _id(cell) if isinstance(cell, str) else _code_of_number(cell)


@remembering(16_384)
def _id(cell: str) -> str | None:
    text = _code(cell)
    return "".join(text.split()) if text else None


@remembering(16_384)
def _code(cell: str) -> str | None:
    text = cell.strip()
    if guarded := _FORMULA_GUARD.fullmatch(text):
        text = guarded[1]
    text = text.lstrip("'")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DASHES).lstrip("'")
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    text = " ".join(text.split())
    if not text or text.casefold() in _PLACEHOLDERS:
        return None
    if "+" in text and _ROUNDED.fullmatch(text):
        raise BadValue(
            "id_rounded", f"{quoted(text)} is a number rounded by a spreadsheet: its digits are lost."
        )
    if len(text.encode("utf-8", "replace")) > MAX_ID_BYTES:
        raise BadValue("id_too_long", f"{quoted(text)} is longer than {MAX_ID_BYTES} bytes: that is no id.")
    return text


def _code_of_number(cell: float | bool | datetime | date | time) -> str:
    if isinstance(cell, float) and (abs(cell) >= 1e15 or cell != cell):
        raise BadValue(
            "id_rounded",
            f"{_plain_number(cell)} has more than 15 digits: a spreadsheet rounds such a number.",
        )
    return as_received(cell)


@remembering(4_096)
def parse_quantity(cell: Cell) -> int | None:
    """A whole number of pieces, 0 or more; raises quantity_unreadable, amount_negative, amount_absurd."""
    if isinstance(cell, str) and len(cell) <= LONGEST:
        text = _ascii(cell)
        if not text or text.casefold() in _PLACEHOLDERS:
            return None
        bare = re.sub(r"\s*(件|个|pcs\.?|x)$", "", text, flags=re.IGNORECASE)
        bare = re.sub(r"(?<=\d)[,\s](?=\d{3}(\D|$))", "", bare)
        if not re.fullmatch(r"[+-]?\d+([.,]0+)?", bare):
            raise BadValue("quantity_unreadable", f"{quoted(text)} is no whole number.")
        number = int(re.split("[.,]", bare)[0])
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and float(cell).is_integer():
        number = int(cell)
    else:
        raise BadValue("quantity_unreadable", f"{quoted(str(cell))} is no whole number.")
    if number < 0:
        raise BadValue("amount_negative", f"A quantity of {number} is less than none.")
    if number > MAX_QUANTITY:
        raise BadValue("amount_absurd", f"A quantity of {number} is beyond belief.")
    return number


def parse_rating(cell: Cell) -> int | None:
    """Stars, 1 to 5; raises rating_unreadable."""
    try:
        stars = parse_quantity(cell)
    except BadValue as bad:
        raise BadValue("rating_unreadable", f"{quoted(as_received(cell))} is no rating from 1 to 5.") from bad
    if stars is not None and not 1 <= stars <= 5:
        raise BadValue("rating_unreadable", f"{stars} is no rating from 1 to 5.")
    return stars


def parse_flag(cell: Cell) -> bool | None:
    """Yes or no in the words of the field; None where it is neither, which is unknown and no guess."""
    if isinstance(cell, bool):
        return cell
    return _FLAGS.get(as_received(cell)[:LONGEST].strip().casefold())


@remembering(1_024)
def parse_currency(cell: Cell) -> str | None:
    """An ISO 4217 code; raises currency_unknown."""
    text = _ascii(as_received(cell)).upper()
    if not text or text.casefold() in _PLACEHOLDERS:
        return None
    text = {"RMB": "CNY", "人民币": "CNY", "元": "CNY"}.get(text, text)
    if text not in currencies():
        raise BadValue("currency_unknown", f"{quoted(text)} is no currency of ISO 4217.")
    return text


@remembering(4_096)
def parse_country(cell: Cell) -> str | None:
    """The ISO 3166 code of a country told by code or name (en, fr, de, zh), else the country as written."""
    text = parse_text(cell)
    if text is None or text.casefold() in _PLACEHOLDERS:
        return None
    names = _country_names()
    word = text.casefold()
    if len(word) == 2 and word.upper() in names.values():
        return word.upper()
    return _COUNTRY_WORDS.get(word) or names.get(word) or text


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("de", "fr", "zh_Hans", "en"):
        territories = Locale.parse(language).territories
        names |= {
            name.casefold(): code for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code)
        }
    return names


def _ascii(text: str) -> str:
    text = text.strip()
    if guarded := _FORMULA_GUARD.fullmatch(text):
        text = guarded[1].strip()
    text = text.removeprefix("'")
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()
