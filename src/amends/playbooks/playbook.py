"""The playbooks as packs have them, compiled once."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from amends.core.packs import Pack, load_pack, load_packs
from amends.playbooks.conditions import Condition, read_condition
from amends.playbooks.costs import LineRule

Texts = Mapping[str, str]  # locale → sentence
SECTIONS = ("needs", "causes", "evidence", "liable", "resolutions", "steps", "warnings")


@dataclass(frozen=True, slots=True)
class Need:
    """A fact without which nothing can be judged here, and whom to ask for it."""

    fact: str
    of: str
    when: Condition


@dataclass(frozen=True, slots=True)
class CauseRule:
    """A likely cause: who checks it, who would be liable, which facts make it likely or rule it out."""

    code: str
    owner: str
    liable: str
    likely: tuple[Condition, ...]
    ruled_out: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """Something to show what happened, and who has it."""

    code: str
    of: str
    when: Condition


@dataclass(frozen=True, slots=True)
class LiableRule:
    """Who bears it, under which condition; the first that holds counts."""

    code: str
    party: str
    rule: str | None
    when: Condition


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a resolution is refused, not advised, or the buyer's right; `rule` is what a verdict cites."""

    code: str
    rule: str
    when: Condition


@dataclass(frozen=True, slots=True)
class ResolutionRule:
    """A way out. `wish` is what a buyer asks for who means it; `is_offered`: as one of the numbered choices."""

    code: str
    fulfilment: str
    wish: str | None
    is_offered: bool
    refused: tuple[Ground, ...]
    not_advised: tuple[Ground, ...]
    right: Ground | None
    lines: tuple[LineRule, ...]


@dataclass(frozen=True, slots=True)
class StepRule:
    """Something to do: who, by which verb, how many minutes from now (or before today ends)."""

    code: str
    owner: str
    verb: str
    minutes: int | None
    today: bool
    for_resolution: frozenset[str]
    when: Condition


@dataclass(frozen=True, slots=True)
class StageRule:
    """Which reply template fits; the first that holds counts."""

    stage: str
    when: Condition


@dataclass(frozen=True, slots=True)
class WarningRule:
    """An old habit or a trap that these facts invite."""

    code: str
    rule: str | None
    when: Condition


@dataclass(frozen=True, slots=True)
class Playbook:
    """One issue type's knowledge. `fulfilment`: whose act it is, `seller` or `any`."""

    issue_type: str
    fulfilment: str
    needs: tuple[Need, ...]
    causes: tuple[CauseRule, ...]
    evidence: tuple[EvidenceRule, ...]
    liable: tuple[LiableRule, ...]
    resolutions: tuple[ResolutionRule, ...]
    steps: tuple[StepRule, ...]
    stages: tuple[StageRule, ...]
    warnings: tuple[WarningRule, ...]
    texts: Mapping[tuple[str, str], Mapping[str, Texts]]  # (section, code) → field → locale → sentence
    name: str
    version: str


@cache
def playbooks() -> Mapping[str, Playbook]:
    """Issue type → its playbook. Raises BadPack."""
    books = [read_playbook(pack) for pack in load_packs("playbooks")]
    return {book.issue_type: book for book in books}


def sentence(issue_type: str, section: str, code: str, locale: str, *, field: str = "text") -> str:
    """What a code of an assessment says, in en, zh-Hans or fr.

    `section` is one of SECTIONS; causes also have the field `look`, evidence the field `ask`, grounds of a
    resolution are found under the section `grounds`. Raises KeyError for a code the playbook does not have.
    """
    return playbooks()[issue_type].texts[section, code][field][locale]


def party_name(party: str, locale: str) -> str:
    """The name of a liable party, an owner of a step, or somebody to ask."""
    names: Mapping[str, Texts] = load_pack("case_costs").body["parties"]
    return names[party][locale]


def read_playbook(pack: Pack) -> Playbook:
    """The playbook a pack describes. Raises BadPack for a condition that does not fit."""
    body, place = pack.body, f"Pack {pack.name}"

    def when(row: dict[str, Any], key: str = "when") -> Condition:
        return read_condition(row.get(key, {}), f"{place}, {row.get('code', key)}/{key}")

    def several(row: dict[str, Any], key: str) -> tuple[Condition, ...]:
        return tuple(read_condition(one, f"{place}, {row['code']}/{key}") for one in row.get(key, []))

    def ground(row: dict[str, Any]) -> Ground:
        return Ground(row["code"], row.get("rule", f"{pack.name}.{row['code']}"), when(row))

    def line(row: dict[str, Any]) -> LineRule:
        return LineRule(
            line=row["line"],
            share=Decimal(row.get("share", "1")),
            chance=Decimal(row.get("chance", "1")),
            cause=row.get("cause", ""),
            when=when(row),
        )

    def resolution(row: dict[str, Any]) -> ResolutionRule:
        return ResolutionRule(
            code=row["code"],
            fulfilment=row.get("fulfilment", body["fulfilment"]),
            wish=row.get("wish"),
            is_offered=row["offered"],
            refused=tuple(ground(one) for one in row.get("refused", [])),
            not_advised=tuple(ground(one) for one in row.get("not_advised", [])),
            right=ground(row["right"]) if "right" in row else None,
            lines=tuple(line(one) for one in row["costs"]),
        )

    return Playbook(
        issue_type=body["issue_type"],
        fulfilment=body["fulfilment"],
        needs=tuple(Need(row["code"], row["of"], when(row)) for row in body["needs"]),
        causes=tuple(
            CauseRule(
                row["code"], row["owner"], row["liable"], several(row, "likely"), several(row, "ruled_out")
            )
            for row in body["causes"]
        ),
        evidence=tuple(EvidenceRule(row["code"], row["of"], when(row)) for row in body["evidence"]),
        liable=tuple(
            LiableRule(row["code"], row["party"], row.get("rule"), when(row)) for row in body["liable"]
        ),
        resolutions=tuple(resolution(row) for row in body["resolutions"]),
        steps=tuple(
            StepRule(
                code=row["code"],
                owner=row["owner"],
                verb=row["verb"],
                minutes=row.get("within_minutes"),
                today=row.get("today", False),
                for_resolution=frozenset(row.get("resolutions", [])),
                when=when(row),
            )
            for row in body["steps"]
        ),
        stages=tuple(StageRule(row["stage"], when(row)) for row in body["stages"]),
        warnings=tuple(WarningRule(row["code"], row.get("rule"), when(row)) for row in body["warnings"]),
        texts=_texts(body),
        name=pack.name,
        version=pack.sha256,
    )


def _texts(body: dict[str, Any]) -> dict[tuple[str, str], dict[str, Texts]]:
    rows = [(section, row) for section in SECTIONS for row in body[section]]
    for row in body["resolutions"]:
        grounds = [*row.get("refused", []), *row.get("not_advised", [])]
        grounds += [row["right"]] if "right" in row else []
        rows += [("grounds", one) for one in grounds]
    fields = ("text", "look", "ask")
    return {
        (section, row["code"]): {field: row[field] for field in fields if field in row}
        for section, row in rows
    }
