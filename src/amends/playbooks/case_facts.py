"""What people can be asked about a case: each fact's type, of whom, its question; and answers that fit it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from amends.core.money import Money, currencies
from amends.core.pack_sets import kept_by
from amends.core.packs import BadPack, load_packs
from amends.policies.facts import BadFacts, check_aware

Answer = bool | int | str | Money | date | datetime
Texts = Mapping[str, str]
YES_NO, CODE, NUMBER, MONEY, DATE, MOMENT, COUNTRY, WAY = (
    "yes_no", "code", "number", "money", "date", "moment", "country", "way",
)  # fmt: skip
_CODE = re.compile(r"[a-z][a-z_]{0,59}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact that somebody can be asked for.

    `type` is one of the words above, `of` a party. `values` are the codes of a `code` with their names;
    `least` and `most` bound a `number`, counted in `unit`. `is_gathered`: order, parcel or messages may say
    it; then an answer only fills the gap, except where it `corrects`. `is_evidence`: a piece of evidence.
    """

    name: str
    type: str
    of: str
    text: Texts
    values: Mapping[str, Texts]
    unit: str = ""
    least: int = 0
    most: int = 0
    is_gathered: bool = False
    corrects: bool = False
    is_evidence: bool = False


@kept_by("case_facts")
def asked_facts() -> Mapping[str, AskedFact]:
    """Every fact of the packs by name; pieces of evidence are not among them. Raises BadPack."""
    return _once((row["name"], _fact(row)) for row in _rows("facts"))


@kept_by("case_facts")
def evidence() -> Mapping[str, AskedFact]:
    """Every piece of evidence by its code, as a fact that is there or not. Raises BadPack."""
    return _once(
        (row["code"], AskedFact(row["code"], YES_NO, row["of"], row["text"], {}, is_evidence=True))
        for row in _rows("evidence")
    )


@kept_by("case_facts")
def peaks() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Spans of the year in which parcels take longer: first and last day as MM-DD, and the countries."""
    return tuple((row["from"], row["until"], frozenset(row["countries"])) for row in _rows("peaks"))


def _rows(section: str) -> Iterator[dict[str, Any]]:
    return (row for pack in load_packs("case_facts") for row in pack.body.get(section, []))


def _once(facts: Iterator[tuple[str, AskedFact]]) -> dict[str, AskedFact]:
    """By name. Raises BadPack where a name stands in two packs."""
    found: dict[str, AskedFact] = {}
    for name, fact in facts:
        if name in found:
            raise BadPack(
                "pack_invalid", f"{name} stands twice in packs/case_facts.", mend="Keep one of them."
            )
        found[name] = fact
    return found


def fact_named(name: str) -> AskedFact:
    """A fact or a piece of evidence. Raises BadFacts."""
    found = asked_facts().get(name) or evidence().get(name)
    if found is None:
        raise BadFacts(name[:60], "is no fact", "See packs/case_facts.")
    return found


def question(name: str, locale: str) -> str:
    """How a fact is asked for, in en, zh-Hans or fr. Raises KeyError."""
    return (asked_facts().get(name) or evidence()[name]).text[locale]


def read_answer(name: str, written: object) -> Answer:
    """The answer that JSON or a form says, checked against the fact's type. Raises BadFacts."""
    return _READERS[fact_named(name).type](fact_named(name), written)


def written_answer(answer: Answer) -> Any:
    """The same as JSON: what read_answer takes."""
    if isinstance(answer, Money):
        return answer.as_json()
    return answer.isoformat() if isinstance(answer, date) else answer


def check_answer(name: str, answer: object) -> None:
    """Raises BadFacts where the answer is not of the fact's type."""
    fact = fact_named(name)
    kind = _TYPES[fact.type]
    fits = isinstance(answer, kind) and (isinstance(answer, bool) is (fact.type == YES_NO))
    if not fits or (fact.type == DATE and isinstance(answer, datetime)):
        raise BadFacts(name, f"is no {fact.type}")
    _READERS[fact.type](fact, written_answer(answer))  # type: ignore[arg-type]  # it was told just now


def _fact(row: dict[str, Any]) -> AskedFact:
    return AskedFact(
        name=row["name"],
        type=row["type"],
        of=row["of"],
        text=row["text"],
        values={value["code"]: value["text"] for value in row.get("values", ())},
        unit=row.get("unit", ""),
        least=row.get("min", 0),
        most=row.get("max", 0),
        is_gathered=row.get("gathered", False),
        corrects=row.get("corrects", False),
    )


def _yes_no(fact: AskedFact, written: object) -> bool:
    if not isinstance(written, bool):
        raise BadFacts(fact.name, "is neither true nor false")
    return written


def _code(fact: AskedFact, written: object) -> str:
    if written not in fact.values:
        raise BadFacts(fact.name, f"{_shown(written)} is not known", f"Known: {', '.join(fact.values)}.")
    return str(written)


def _number(fact: AskedFact, written: object) -> int:
    if not isinstance(written, int) or isinstance(written, bool):
        raise BadFacts(fact.name, "is no whole number")
    if not fact.least <= written <= fact.most:
        raise BadFacts(fact.name, f"is not between {fact.least} and {fact.most} {fact.unit}")
    return written


def _money(fact: AskedFact, written: object) -> Money:
    if not isinstance(written, dict) or set(written) != {"amount", "currency"}:
        raise BadFacts(fact.name, "is no object with amount and currency")
    try:
        # As text: a JSON number has passed through a float.
        amount = Decimal(written["amount"]) if isinstance(written["amount"], str) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise BadFacts(f"{fact.name}.amount", f"{_shown(written['amount'])} is no number in quotes")
    if amount < 0:
        raise BadFacts(fact.name, "is below 0")
    if written["currency"] not in currencies():
        raise BadFacts(fact.name, f"{_shown(written['currency'])} is no currency")
    return Money(amount, written["currency"])


def _date(fact: AskedFact, written: object) -> date:
    try:
        return date.fromisoformat(str(written))
    except ValueError as error:
        raise BadFacts(fact.name, f"{_shown(written)} is no day", "Write 2026-11-21.") from error


def _moment(fact: AskedFact, written: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError as error:
        raise BadFacts(fact.name, f"{_shown(written)} is no moment", "Write 2026-11-21T14:02:00Z.") from error
    check_aware(fact.name, moment)
    return moment


def _country(fact: AskedFact, written: object) -> str:
    if not isinstance(written, str) or not _COUNTRY.fullmatch(written):
        raise BadFacts(fact.name, f"{_shown(written)} is no country", "Write two letters: FR.")
    return written


def _way(fact: AskedFact, written: object) -> str:
    if not isinstance(written, str) or not _CODE.fullmatch(written):
        raise BadFacts(fact.name, f"{_shown(written)} is no way out")
    return written


def _shown(written: object) -> str:
    return repr(written)[:60]


_READERS: Mapping[str, Callable[[AskedFact, object], Answer]] = {
    YES_NO: _yes_no, CODE: _code, NUMBER: _number, MONEY: _money,
    DATE: _date, MOMENT: _moment, COUNTRY: _country, WAY: _way,
}  # fmt: skip
_TYPES: Mapping[str, type] = {
    YES_NO: bool, CODE: str, NUMBER: int, MONEY: Money,
    DATE: date, MOMENT: datetime, COUNTRY: str, WAY: str,
}  # fmt: skip
