"""From packs to playbooks, compiled once and checked where a schema cannot."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from amends.core.pack_sets import kept_by
from amends.core.packs import BadPack, Pack, load_pack, load_packs
from amends.playbooks.case_facts import MONEY, asked_facts
from amends.playbooks.conditions import Condition, read_condition
from amends.playbooks.costs import TO_THE_BUYER, LineRule
from amends.playbooks.playbook import (
    CauseRule,
    EvidenceRule,
    Ground,
    LiableRule,
    Need,
    Playbook,
    ResolutionRule,
    StageRule,
    Texts,
    WarningRule,
)
from amends.playbooks.questions import question_of
from amends.playbooks.step_reading import read_steps

GROUNDS = ("refused", "not_advised", "rights")
SECTIONS = ("causes", "evidence", "liable", "resolutions", "plans", "steps", "warnings")


@kept_by("playbooks", "case_facts", "tables")
def playbooks() -> Mapping[str, Playbook]:
    """Issue type → its playbook. Raises BadPack."""
    books = [read_playbook(pack) for pack in load_packs("playbooks")]
    return {book.issue_type: book for book in books}


def sentence(issue_type: str, section: str, code: str, locale: str, *, field: str = "text") -> str:
    """What a code of an assessment says, in en, zh-Hans or fr.

    `section` is one of SECTIONS; causes also have the field `look`, evidence the field `ask`. The grounds of
    a resolution are under `grounds`, as `resolution.ground`. Raises KeyError for a code that is not there.
    """
    return playbooks()[issue_type].texts[section, code][field][locale]


def party_name(party: str, locale: str) -> str:
    """The name of a liable party, an owner of a step, or somebody to ask."""
    names: Mapping[str, Texts] = load_pack("parties").body["parties"]
    return names[party][locale]


def read_playbook(pack: Pack) -> Playbook:
    """The playbook a pack describes. Raises BadPack for a condition that does not fit."""
    body, place = pack.body, f"Pack {pack.name}"

    def when(row: dict[str, Any], key: str = "when") -> Condition:
        return read_condition(row.get(key, {}), f"{place}, {row.get('code', key)}/{key}")

    def several(row: dict[str, Any], key: str) -> tuple[Condition, ...]:
        return tuple(read_condition(one, f"{place}, {row['code']}/{key}") for one in row.get(key, []))

    def grounds(row: dict[str, Any], kind: str) -> tuple[Ground, ...]:
        return tuple(
            Ground(
                one["code"],
                one.get("rule", f"{pack.name}.{row['code']}.{one['code']}"),
                when(one),
                None if "rule" in one else next(filter(None, map(question_of, one.get("when", {}))), None),
            )
            for one in row.get(kind, [])
        )

    def line(row: dict[str, Any]) -> LineRule:
        return LineRule(
            line=row["line"],
            share=Decimal(row.get("share", "1")),
            chance=Decimal(row.get("chance", "1")),
            cause=row.get("cause", ""),
            when=when(row),
            fact=row.get("fact", ""),
            to_buyer=row.get("to_buyer", row["line"] in TO_THE_BUYER),
        )

    def resolution(row: dict[str, Any]) -> ResolutionRule:
        return ResolutionRule(
            code=row["code"],
            fulfilment=row.get("fulfilment", body["fulfilment"]),
            wishes=frozenset(row.get("wishes", [])),
            is_offered=row["offered"],
            refused=grounds(row, "refused"),
            not_advised=grounds(row, "not_advised"),
            rights=grounds(row, "rights"),
            lines=tuple(line(one) for one in row["costs"]),
        )

    _check_last_row(body, place)
    _check_money_facts(body, place)
    return Playbook(
        issue_type=body["issue_type"],
        fulfilment=body["fulfilment"],
        wishes=frozenset(body.get("wishes", [])),
        needs=tuple(_need(row, when(row), place) for row in body["needs"]),
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
        steps=read_steps(pack),
        stages=tuple(
            StageRule(row["stage"], frozenset(row.get("resolutions", [])), when(row))
            for row in body["stages"]
        ),
        warnings=tuple(WarningRule(row["code"], row.get("rule"), when(row)) for row in body["warnings"]),
        texts=_texts(body),
        name=pack.name,
        version=pack.sha256,
    )


def _need(row: dict[str, Any], when: Condition, place: str) -> Need:
    fact = asked_facts().get(row["code"])
    if fact is None:
        raise BadPack(
            "pack_invalid", f"{place}: needs {row['code']!r} is no fact.", mend="See packs/case_facts."
        )
    return Need(fact.name, row.get("of", fact.of), when)


def _check_money_facts(body: dict[str, Any], place: str) -> None:
    """A line that takes its amount from a fact takes it from one of money."""
    for row in body["resolutions"]:
        for line in row["costs"]:
            fact = asked_facts().get(line.get("fact", ""))
            if "fact" in line and (fact is None or fact.type != MONEY or fact.is_gathered):
                raise BadPack(
                    "pack_invalid",
                    f"{place}, {row['code']}: {line['fact']!r} is no fact of money to be asked.",
                )


def _check_last_row(body: dict[str, Any], place: str) -> None:
    """What must be told of every case needs a last row that always holds."""
    for section in ("liable", "stages"):
        if {"when", "resolutions"} & set(body[section][-1]):
            raise BadPack("pack_invalid", f"{place}: the last row under {section} has a condition.")


def _texts(body: dict[str, Any]) -> dict[tuple[str, str], dict[str, Texts]]:
    rows = [(section, row) for section in SECTIONS for row in body.get(section, [])]
    for row in body["resolutions"]:
        grounds = [one for kind in GROUNDS for one in row.get(kind, [])]
        rows += [("grounds", {**one, "code": f"{row['code']}.{one['code']}"}) for one in grounds]
    fields = ("text", "look", "ask")
    return {
        (section, row["code"]): {field: row[field] for field in fields if field in row}
        for section, row in rows
    }
