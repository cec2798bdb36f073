"""Numbers, amounts, dates and names in a text that are not those of its case."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from amends.compliance.findings import CaseFacts, Mark
from amends.compliance.folding import folded
from amends.compliance.message import Outgoing
from amends.compliance.sentence import sentence_around
from amends.core.pack_sets import kept_by
from amends.core.packs import load_pack

_SIGNS = {"€": "EUR", "£": "GBP", "元": "CNY", "块": "CNY", "¥": "CNY", "$": "USD"}
_CURRENCY = r"eur|euros?|usd|dollars?|gbp|pounds?|cny|rmb|yuan|jpy|cad|aud|[€£$¥元块]"
_NAMES = {"euro": "EUR", "dollar": "USD", "pound": "GBP", "rmb": "CNY", "yuan": "CNY"}
_VALUE = r"[0-9]+(?:[ ,'][0-9]{3})*(?:[.,][0-9]{1,2})?"
_AMOUNT = re.compile(rf"(?:({_CURRENCY}) ?({_VALUE})|({_VALUE}) ?({_CURRENCY}))(?![a-z0-9])")
_DAY = re.compile(
    r"(?<![0-9])([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?![0-9])|(?<![0-9])([0-9]{1,2})月([0-9]{1,2})[日号]"
    r"|(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th|er)? (?:of )?([a-z]{3,9})\.?(?: ([0-9]{4}))?(?![a-z0-9])"
    r"|(?<![a-z])([a-z]{3,9}) ([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?(?![a-z0-9])"
)
_MONTHS = (
    *("january janvier", "february fevrier", "march mars", "april avril", "may mai", "june juin"),
    *("july juillet", "august aout", "september septembre", "october octobre", "november novembre"),
    "december decembre",
)
_GREETED = re.compile(
    r"(?:^|\n)(?:dear|hello|hi|bonjour|cher|chere|madame|monsieur|尊敬的|亲爱的)"
    r"(?: (?:mr|mrs|ms|miss|madame|monsieur)\.?)? ?"
    r"([^\W\d_]+(?:[ -][^\W\d_]+)?)(?=[ ]?[,!:\n，])"
)
_ADDRESS = re.compile("您好|你好|女士|先生|小姐|同学|老师|朋友|买家|顾客|客户|用户|亲亲|亲|们|[的家]$")
_TOLD = re.compile(
    r"(?:was|were|been|already|just|we|i|you|have|had) (?:\w+ )?"
    r"(?:refund|return|transferr|reimburs|credit|receiv)ed"
    r"|have paid|you paid|was paid|were paid|sent .{0,20}back"
    r"|(?:avons|ai|ete|deja) (?:\w+ )?(?:rembourse|paye|verse|credite)|avez paye|est parti"
    r"|(?:已|已经)(?:给您|为您|帮您)?(?:退|付|支付|打款|转)|退了|付了|支付了|实付|到账了|赔了"
)


def contradictions(outgoing: Outgoing) -> Iterator[Mark]:
    """What is told otherwise than the case has it; nothing where the facts are not given."""
    facts = outgoing.facts
    if facts is None:
        return
    if facts.order_numbers:
        yield from _orders(outgoing, facts)
    if facts.amounts:
        yield from _amounts(outgoing, facts)
    if facts.dates:
        yield from _dates(outgoing, facts)
    if facts.names:
        yield from _names(outgoing, facts)


def unsafe_offer(outgoing: Outgoing) -> Iterator[Mark]:
    """A deal offered where somebody's safety, or an authority, is concerned."""
    facts = outgoing.facts
    if facts is None or not {"safety_incident", "authority_complaint"} & set(facts.issue_types):
        return
    units = outgoing.units
    for start, end in outgoing.hits.get("partial_offer", ()):
        yield Mark(units.starts[start], units.ends[end - 1], "partial_offer")


def _orders(outgoing: Outgoing, facts: CaseFacts) -> Iterator[Mark]:
    form = _order_form(outgoing.marketplace)
    known = {folded(number) for number in (*facts.order_numbers, *facts.tracking_numbers)}
    if form is not None:
        for found in form.finditer(outgoing.text):
            if found[0] not in known:
                yield Mark(*found.span(), "order_number")


@kept_by("marketplaces")
def _order_form(marketplace: str) -> re.Pattern[str] | None:
    rows = load_pack("marketplaces").body["marketplaces"]
    form = next((row.get("order_number") for row in rows if row["code"] == marketplace), None)
    return re.compile(rf"(?<![0-9a-z-])(?:{form})(?![0-9a-z-])", re.IGNORECASE) if form else None


def _amounts(outgoing: Outgoing, facts: CaseFacts) -> Iterator[Mark]:
    for found in _AMOUNT.finditer(outgoing.text):
        value, sign = _value(found[2] or found[3]), found[1] or found[4]
        if value is None or value in _alike(facts.amounts, sign):
            continue
        may_be_offered = value in _alike(facts.spoken_of, sign) or any(
            value <= most for most in _alike(facts.up_to, sign)
        )
        if not may_be_offered or _TOLD.search(_sentence(outgoing.text, *found.span())):
            yield Mark(*found.span(), "amount")


def _alike(amounts: Iterable[tuple[Decimal, str]], sign: str) -> set[Decimal]:
    """Those in the currency that a sign or word means; of several that it may mean, all."""
    currency = _currency(sign)
    return {amount for amount, told in amounts if told == currency or sign in ("$", "¥", "dollar", "dollars")}


def _currency(sign: str) -> str:
    return _SIGNS.get(sign) or _NAMES.get(sign.removesuffix("s")) or sign.upper()[:3]


def _sentence(text: str, start: int, end: int) -> str:
    begin, finish = sentence_around(text, start, end)
    return text[begin:finish]


def _value(text: str) -> Decimal | None:
    plain = re.sub("[ ']", "", text)
    whole, mark, small = plain.rpartition("," if plain.rfind(",") > plain.rfind(".") else ".")
    if not mark or len(small) == 3:
        whole, small = plain, "0"
    try:
        return Decimal(f"{re.sub('[.,]', '', whole)}.{small}")
    except InvalidOperation:
        return None


def _dates(outgoing: Outgoing, facts: CaseFacts) -> Iterator[Mark]:
    """Days that have been: what is still to come may be a promise of this very text."""
    for found in _DAY.finditer(outgoing.text):
        day = _day(found, outgoing.on)
        if day is not None and day < outgoing.on and day not in facts.dates:
            yield Mark(*found.span(), "date")


def _day(found: re.Match[str], on: date) -> date | None:
    year, month, day = found[1] or found[8] or found[11], found[2] or found[4], found[3] or found[5]
    name = found[7] or found[9]
    if name:
        month, day = str(_month(name)), found[6] or found[10]
    try:
        told = date(int(year or on.year), int(month), int(day))
    except ValueError:
        return None
    return told if year or told <= on else told.replace(year=told.year)


def _month(name: str) -> int:
    return next(
        (
            number
            for number, names in enumerate(_MONTHS, 1)
            if any(one == name or (len(name) >= 3 and one.startswith(name)) for one in names.split())
        ),
        0,
    )


def _names(outgoing: Outgoing, facts: CaseFacts) -> Iterator[Mark]:
    known = " ".join(folded(name) for name in facts.names)
    words = set(re.findall(r"[^\W\d_]+", known))
    for found in _GREETED.finditer(outgoing.text[:500]):
        named = set(re.findall(r"[^\W\d_]+", _ADDRESS.sub("", found[1]))) - outgoing.book.greeted
        if named and not any(word in words or (not word.isascii() and word in known) for word in named):
            yield Mark(*found.span(1), "name")


def amounts_in(text: str) -> list[tuple[Decimal, str]]:
    """Amounts that a text names, each with its currency; of a sign that several have, the likeliest."""
    found = (
        (_value(one[2] or one[3]), _currency(one[1] or one[4])) for one in _AMOUNT.finditer(folded(text))
    )
    return [(value, currency) for value, currency in found if value is not None]


def days_in(text: str, on: date) -> list[date]:
    """Days that a text names; `on` is today."""
    return [day for one in _DAY.finditer(folded(text)) if (day := _day(one, on)) is not None]


def order_numbers_in(text: str, marketplace: str) -> list[str]:
    """Order numbers of that marketplace in a text."""
    form = _order_form(marketplace)
    return [one[0] for one in form.finditer(folded(text))] if form is not None else []
