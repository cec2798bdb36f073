"""Order numbers, tracking numbers and carriers in a text."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from amends.core.packs import load_pack
from amends.triage.judgement import Mark
from amends.triage.units import fold_in_place, has_digit

_MENDED = str.maketrans("oOlI|", "00111")
_RUN = re.compile(r"(?<![\w-])[0-9](?:[0-9]|[- .](?=[0-9])){7,40}(?![\w-])", re.ASCII)
_CHINESE_RUN = re.compile(r"(?<![0-9a-zA-Z-])[0-9a-zA-Z][0-9a-zA-Z-]{6,40}(?![0-9a-zA-Z-])")
_ORDER_WORD = re.compile(r"订单|訂單|order|commande|achat|单子|bestell", re.IGNORECASE)
_TRACKING_WORD = re.compile(
    r"单号|單號|运单|運單|快递号|物流|tracking|track|suivi|colis|parcel|shipment|consignment|waybill|awb",
    re.IGNORECASE,
)
_ACCOUNT_WORD = re.compile(
    r"支付宝|微信|手机|電話|电话|phone|t[ée]l|iban|card|carte|卡号|qq|税号|tax|vat|siret", re.IGNORECASE
)
_NEAR = 18
_SHORTEST_PLAIN = 10


def numbers_in(text: str, marketplace: str | None) -> tuple[list[Mark], list[Mark]]:
    """Order numbers and tracking numbers, in the order of the text (in small letters, as read)."""
    orders: list[Mark] = []
    parcels: list[Mark] = []
    if not has_digit(text):
        return orders, parcels
    taken: list[tuple[int, int]] = []
    for start, end in _candidates(text):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        kind, value = _kind(text, start, end, marketplace)
        if kind:
            taken.append((start, end))
            (orders if kind == "order" else parcels).append(Mark(value, start, end))
    return orders, parcels


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    seen: set[tuple[int, int]] = set()
    for pattern in (_CHINESE_RUN, _RUN):
        for found in pattern.finditer(text):
            start, end = found.span()
            while end > start and text[end - 1] in "- .":
                end -= 1
            if (start, end) not in seen and sum(letter.isdigit() for letter in text[start:end]) >= 6:
                seen.add((start, end))
                yield start, end


def _kind(text: str, start: int, end: int, marketplace: str | None) -> tuple[str | None, str]:
    written = text[start:end].lstrip("#").upper()
    close = written.replace(" ", "").replace(".", "")
    before = text[max(0, start - _NEAR) : start]
    told_order = _last(_ORDER_WORD, before)
    told_parcel = _last(_TRACKING_WORD, before)
    digits = close.replace("-", "")
    grouped = written.replace(" ", "-")
    for number in dict.fromkeys((grouped, close, _mended(close), *_dashed(digits))):
        if _parcel_forms().fullmatch(number) and told_order <= told_parcel:
            return "tracking", number
        if _fits_order(number, marketplace, told=told_order >= 0) and told_parcel <= told_order:
            return "order", number
    plain = digits.isdigit() and _SHORTEST_PLAIN <= len(digits) <= 22
    if plain and told_parcel > told_order:
        return "tracking", digits
    if plain and told_order >= 0 and not _ACCOUNT_WORD.search(before):
        return "order", close
    if plain and carriers_in(before):
        return "tracking", digits
    return None, ""


def _last(word: re.Pattern[str], before: str) -> int:
    places = [found.start() for found in word.finditer(before)]
    return places[-1] if places else -1


def _mended(number: str) -> str:
    """Letters that a scan takes for digits, where the rest are digits."""
    letters = sum(letter.isalpha() for letter in number)
    return number.translate(_MENDED) if letters and letters <= 3 else number


def _dashed(digits: str) -> Iterator[str]:
    """The forms of marketplaces that write dashes, for one who left them out."""
    if digits.isdigit() and len(digits) == 17:
        yield f"{digits[:3]}-{digits[3:10]}-{digits[10:]}"
    if digits.isdigit() and len(digits) == 12:
        yield f"{digits[:2]}-{digits[2:7]}-{digits[7:]}"


def _fits_order(number: str, marketplace: str | None, *, told: bool) -> bool:
    for code, form in _order_forms():
        if form.fullmatch(number) and (
            code == marketplace or "-" in number or told or (marketplace is None and len(number) >= 16)
        ):
            return marketplace is None or code == marketplace or "-" in number or told
    return False


@cache
def _order_forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["code"], re.compile(row["order_number"]))
        for row in load_pack("marketplaces").body["marketplaces"]
        if "order_number" in row
    )


@cache
def _parcel_forms() -> re.Pattern[str]:
    forms = [form for row in load_pack("triage/carriers").body["carriers"] for form in row.get("numbers", ())]
    return re.compile("|".join(f"(?:{form})" for form in forms))


def carrier_names(*, chinese_first: bool = False) -> list[str]:
    """One name of each carrier: in Chinese where there is one and that is wished, else in Latin letters."""
    rows = load_pack("triage/carriers").body["carriers"]
    return [
        next((name for name in row["names"] if name.isascii() != chinese_first), row["names"][0])
        for row in rows
    ]


@cache
def _carrier_names() -> tuple[re.Pattern[str], dict[str, str]]:
    """All names as one pattern, and their codes."""
    codes = {
        name: row["code"] for row in load_pack("triage/carriers").body["carriers"] for name in row["names"]
    }
    latin = _one_of([name for name in codes if name.isascii()])
    others = _one_of([name for name in codes if not name.isascii()])
    return re.compile(rf"(?<![a-z]){latin}(?![a-z])|{others}"), codes


def _one_of(names: Iterable[str]) -> str:
    """A pattern for any of these names, the longest first, that looks at each first letter once."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (name[0], -len(name), name)):
        by_first.setdefault(name[0], []).append(re.escape(name[1:]))
    told = "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in by_first.items())
    return f"(?:{told})"


def carriers_in(text: str) -> list[Mark]:
    """Carriers by any of their names, each place once."""
    pattern, codes = _carrier_names()
    return [Mark(codes[found[0]], *found.span()) for found in pattern.finditer(fold_in_place(text))]
