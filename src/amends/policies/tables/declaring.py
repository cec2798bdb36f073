"""What packs declare: facts, outcomes, rates and scopes, from YAML to typed declarations."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from amends.core.money import currencies
from amends.policies.facts import FULFILMENTS, BadFacts
from amends.policies.tables.cells import Cell, OneOf, conjoined
from amends.policies.tables.fact_types import UNITS, FactType, nearest
from amends.policies.tables.known import LOCALES, Fact, Outcome, Texts

LINES = "lines"
_DIRECTIONS = {
    "yes_no": ("true", "false", "none"),
    "set": ("more", "fewer", "none"),
    "number": ("higher", "lower", "none"),
    "money": ("higher", "lower", "none"),
    "duration": ("higher", "lower", "none"),
    "date": ("higher", "lower", "none"),
    "moment": ("higher", "lower", "none"),
    "choice": ("none",),
    "code": ("none",),
}
_SCOPES = (("marketplaces", "marketplace"), ("countries", "country"), ("shops", "shop"))


def asked(name: str) -> Texts:
    """How a fact is asked for where its pack does not say."""
    told = name.replace("_", " ")
    return {
        "en": f"Please give: {told}.",
        "zh-Hans": f"请补充：{told}。",
        "fr": f"Merci d’indiquer : {told}.",
    }


def scope_facts() -> dict[str, Fact]:
    """The facts by which scopes are told, known to every rulebook unless it declares them itself."""
    types = {
        "marketplace": FactType("code"),
        "country": FactType("code"),
        "fulfilment": FactType("choice", values=FULFILMENTS),
        "shop": FactType("code"),
    }
    return {name: Fact(name, of, "agent", asked(name)) for name, of in types.items()}


def read_rates(raw: Mapping[str, Any]) -> tuple[str, dict[str, Decimal]]:
    """`{base: USD, EUR: "1.08", …}`: what one unit of each is worth in the base. Raises BadFacts."""
    base = raw["base"]
    rates = {base: Decimal(1)}
    for currency, rate in raw["per_unit"].items():
        if currency not in currencies():
            raise BadFacts(f"rates.{currency}", "is no currency", "Write its ISO 4217 code: USD.")
        rates[currency] = FactType("number").read(f"rates.{currency}", rate)
        if rates[currency] <= 0:
            raise BadFacts(f"rates.{currency}", "is not above 0")
        rates[currency] = Decimal(rates[currency])
    if base not in currencies():
        raise BadFacts("rates.base", f"{base!r} is no currency", "Write its ISO 4217 code: USD.")
    return base, rates


def read_type(name: str, raw: Mapping[str, Any], rates: tuple[str, Mapping[str, Decimal]] | None) -> FactType:
    """The type of a fact or outcome as declared. Raises BadFacts."""
    kind = raw["type"]
    _check_keys(name, kind, raw)
    named = raw.get("currency")
    listed = None if named is None else (named,) if isinstance(named, str) else tuple(named)
    for currency in listed or ():
        if currency not in currencies():
            raise BadFacts(name, f"{currency!r} is no currency", "Write its ISO 4217 code: USD.")
        if len(listed or ()) > 1 and rates is not None and currency not in rates[1]:
            raise BadFacts(
                name, f"is counted in {currency}, a currency without a rate", "Give it under rates."
            )
    if kind == "duration" and raw.get("unit") not in UNITS:
        raise BadFacts(name, f"is a duration in {raw.get('unit')!r}", f"Units: {', '.join(UNITS)}.")
    values = raw.get("values")
    free = FactType(
        kind,
        values=None if values is None else tuple(values),
        whole=raw.get("whole", False),
        unit=raw.get("unit"),
        currencies=listed,
        base=rates[0] if rates and kind == "money" else None,
        rates=rates[1] if rates and kind == "money" else None,
    )
    bounds = {end: free.read(f"{name}.{end}", raw[end]) for end in ("min", "max") if end in raw}
    if len(bounds) == 2 and free.compared(bounds["min"]) == free.compared(bounds["max"]):
        return _limited(free, bounds)
    limited = _limited(free, bounds)
    if len(bounds) == 2:
        limited.check(f"{name}.min", bounds["min"])
    return limited


def read_outcome(name: str, raw: Mapping[str, Any], of: FactType) -> Outcome:
    """An outcome column with its kinder direction. Raises BadFacts."""
    kinder = raw["kinder"]
    if isinstance(kinder, list):
        if of.kind != "choice" or sorted(kinder) != sorted(of.values or ()):
            raise BadFacts(
                name, "orders other values than it has", "kinder lists every value once, the harshest first."
            )
        return Outcome(name, of, tuple(kinder))
    way = str(kinder).lower()
    if way not in _DIRECTIONS[of.kind]:
        also = " or a list of its values" if of.kind == "choice" else ""
        raise BadFacts(
            name,
            f"is a {of.kind}, which has no direction {way!r}",
            f"One of {', '.join(_DIRECTIONS[of.kind])}{also}.",
        )
    return Outcome(name, of, way)


def read_scope(raw: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, Cell]:
    """The cells that a scope stands for. Raises BadFacts."""
    cells: dict[str, Cell] = {}
    for key, name in _SCOPES:
        if key in raw:
            cells[name] = OneOf(frozenset(_typed(facts, name).read(key, one) for one in raw[key]))
    if "not_countries" in raw:
        absent = OneOf(
            frozenset(_typed(facts, "country").read("not_countries", one) for one in raw["not_countries"]),
            absent=True,
        )
        both = conjoined(cells.get("country"), absent)
        assert both is not None
        cells["country"] = both
    if "fulfilment" in raw:
        cells["fulfilment"] = OneOf(
            frozenset([_typed(facts, "fulfilment").read("fulfilment", raw["fulfilment"])])
        )
    return cells


def texts_of(raw: Mapping[str, str]) -> Texts:
    """Sentences in the order of LOCALES."""
    return {locale: raw[locale] for locale in LOCALES}


def _limited(free: FactType, bounds: Mapping[str, Any]) -> FactType:
    return FactType(
        free.kind,
        free.values,
        bounds.get("min"),
        bounds.get("max"),
        free.whole,
        free.unit,
        free.currencies,
        free.base,
        free.rates,
    )


_KEYS = {
    "choice": {"values"},
    "code": set(),
    "set": {"values"},
    "number": {"min", "max", "whole", "unit"},
    "money": {"min", "max", "currency"},
    "duration": {"min", "max", "whole", "unit"},
    "date": {"min", "max"},
    "moment": {"min", "max"},
    "yes_no": set(),
}
_ALL_KEYS = set().union(*_KEYS.values())


def _check_keys(name: str, kind: str, raw: Mapping[str, Any]) -> None:
    if kind not in _KEYS:
        raise BadFacts(name, f"has the type {kind!r}", nearest(kind, [*_KEYS, LINES]))
    wrong = (set(raw) & _ALL_KEYS) - _KEYS[kind]
    if wrong:
        raise BadFacts(
            name,
            f"is a {kind}, which has no {sorted(wrong)[0]}",
            f"It can have {', '.join(sorted(_KEYS[kind])) or 'none of them'}.",
        )
    if kind == "choice" and not raw.get("values"):
        raise BadFacts(name, "is a choice without values", "List what it can be: values: [a, b].")


def _typed(facts: Mapping[str, Fact], name: str) -> FactType:
    of = facts[name].type
    if of is None or of.kind not in ("code", "choice"):
        raise BadFacts(name, "is declared, but not as a code or choice", "Scopes are told by it.")
    return of
