"""A seller's own rules of wording in a draft, as fields of a form; each is a pack of its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from amends.compliance.findings import ERROR, LANGUAGES
from amends.compliance.own_rules import FAMILY
from amends.core.errors import AmendsError, Refused
from amends.core.packs import read_pack

Lines = Mapping[str, tuple[str, ...]]
HOUSE = "our own rule"
_NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,39}", re.ASCII)
_LINE_WIDTH = 110


@dataclass(frozen=True, slots=True)
class OwnWording:
    """One rule. `text`, `suggestion` and all lines are by language (en, zh-Hans, fr); days are ISO texts.

    Either it `raises` a rule of the product, or it objects to `phrases` and `exact` signs.
    """

    name: str
    severity: str = ERROR
    raises: str = ""
    text: Mapping[str, str] = field(default_factory=dict)
    phrases: Lines = field(default_factory=dict)
    unless: Lines = field(default_factory=dict)
    exact: tuple[str, ...] = ()
    suggestion: Mapping[str, str] = field(default_factory=dict)
    marketplaces: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    from_day: str = ""
    until_day: str = ""
    known_from: str = HOUSE
    read_on: str = ""
    bad: Lines = field(default_factory=dict)
    good: Lines = field(default_factory=dict)

    @property
    def pack(self) -> str:
        return f"{FAMILY}/{self.name}"


def own_wordings(files: Mapping[str, str]) -> list[OwnWording]:
    """The rules among these packs, by name; one that cannot be read has its name alone."""
    names = sorted(name for name in files if name.startswith(f"{FAMILY}/"))
    return [own_wording(files, name.partition("/")[2]) for name in names]


def own_wording(files: Mapping[str, str], name: str) -> OwnWording:
    """The rule of that name; empty where the draft has none, or it has to be mended as text."""
    pack = f"{FAMILY}/{name}"
    try:
        return _read(name, read_pack(files[pack].encode(), name=pack)) if pack in files else OwnWording(name)
    except AmendsError:
        return OwnWording(name)


def written(wording: OwnWording, today: date) -> str:
    """The pack that says so. Raises Refused for a name that cannot be one."""
    if not _NAME.fullmatch(wording.name):
        raise Refused(
            "wording_name_bad",
            f"{wording.name[:40]!r} is no name.",
            mend="Small letters a-z, digits and _, up to 40.",
        )
    raising = bool(wording.raises)
    examples = {
        language: {"bad": list(wording.bad.get(language, ())), "good": list(wording.good.get(language, ()))}
        for language in LANGUAGES
        if wording.bad.get(language) or wording.good.get(language)
    }
    body: dict[str, Any] = {
        "text": dict(wording.text),
        "severity": ERROR if raising else wording.severity,
        "raises": wording.raises,
        "phrases": {} if raising else _lists(wording.phrases),
        "unless": {} if raising else _lists(wording.unless),
        "exact": [] if raising else list(wording.exact),
        "suggestion": {} if raising else dict(wording.suggestion),
        "marketplaces": list(wording.marketplaces),
        "kinds": list(wording.kinds),
        "from": wording.from_day,
        "until": wording.until_day,
        "source": {
            "known_from": wording.known_from or HOUSE,
            "read_on": wording.read_on or today.isoformat(),
            "confidence": "A",
        },
        "examples": {} if raising else examples,
    }
    told = {name: value for name, value in body.items() if value}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH)


def free_name(files: Mapping[str, str]) -> str:
    """A name that no rule has yet."""
    taken = {each.name for each in own_wordings(files)}
    return next(name for n in range(1, len(taken) + 2) if (name := f"rule_{n}") not in taken)


def _read(name: str, body: Mapping[str, Any]) -> OwnWording:
    source, examples = body["source"], body.get("examples", {})
    return OwnWording(
        name=name,
        severity=body["severity"],
        raises=body.get("raises", ""),
        text=body["text"],
        phrases=_tuples(body.get("phrases", {})),
        unless=_tuples(body.get("unless", {})),
        exact=tuple(body.get("exact", ())),
        suggestion=body.get("suggestion", {}),
        marketplaces=tuple(body.get("marketplaces", ())),
        kinds=tuple(body.get("kinds", ())),
        from_day=body.get("from", ""),
        until_day=body.get("until", ""),
        known_from=source.get("known_from") or source.get("address", ""),
        read_on=source["read_on"],
        bad={language: tuple(lines["bad"]) for language, lines in examples.items()},
        good={language: tuple(lines["good"]) for language, lines in examples.items()},
    )


def _lists(lines: Lines) -> dict[str, list[str]]:
    return {language: list(lines[language]) for language in LANGUAGES if lines.get(language)}


def _tuples(lines: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(each) for language, each in lines.items()}
