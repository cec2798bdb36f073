"""`amends decide --pack`, `amends assess` and `amends rulebook`, as a person runs them."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from amends.cli import rulebook
from amends.cli.assess import assess
from amends.cli.decide import decide
from amends.core.errors import AmendsError, NotFound

SHOP = Path(__file__).parents[2] / "docs" / "examples" / "rulebooks" / "foreign_shop"
LATE = {"request": "cancel", "order_status": "shipped"}
OPEN = {"request": "cancel", "order_status": "pending", "reason_given": "ordered by mistake"}


def ran(command: Any, *arguments: str, typed: str | None = None) -> Result:
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, list(arguments), input=typed)


def decided(*lines: object, arguments: tuple[str, ...] = ()) -> tuple[int, list[dict[str, Any]]]:
    typed = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    result = ran(decide, "--pack", str(SHOP), "--json", *arguments, typed=typed)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_each_line_has_its_verdict_row_and_reasons() -> None:
    code, told = decided(LATE, "", {"id": "7", "facts": OPEN})
    assert code == 0
    assert (told[0]["line"], told[0]["verdict"], told[0]["row"]) == (1, "decided", "cancel/not_pending")
    assert told[0]["reasons"][0]["text"]["zh-Hans"] == "只有待处理的订单可以取消或修改。"
    assert (told[1]["line"], told[1]["id"], told[1]["verdict"]) == (3, "7", "ask")
    assert [ask["fact"] for ask in told[1]["asks"]] == ["confirmed", "paid_with_kind"]
    assert told[0]["rulebook"]["sha256"] == told[1]["rulebook"]["sha256"]


def test_a_bad_line_is_named_and_the_others_go_on() -> None:
    code, told = decided("{", {"order_statu": "open"}, {"facts": LATE, "x": 1}, "[1]", LATE)
    assert code == 1
    errors = [(line["line"], line["error"]["code"], line["verdict"]) for line in told[:4]]
    assert errors == [
        (1, "json_bad", "error"),
        (2, "facts_bad", "error"),
        (3, "facts_bad", "error"),
        (1, "facts_bad", "error"),
    ]
    assert told[1]["error"]["mend"] == "Did you mean order_status?"
    assert told[4]["row"] == "cancel/not_pending"


def test_one_document_over_many_lines_is_taken_too(tmp_path: Path) -> None:
    place = tmp_path / "facts.json"
    place.write_text(json.dumps([LATE, OPEN], indent=1), encoding="utf-8")
    result = ran(decide, "--pack", str(SHOP), "--facts", str(place), "--json")
    assert [json.loads(line)["verdict"] for line in result.stdout.splitlines()] == ["decided", "ask"]


def test_as_text_in_the_language_asked_for() -> None:
    result = ran(decide, "--pack", str(SHOP), "--language", "fr", typed=json.dumps(LATE))
    assert "cancel/not_pending  allowed: false" in result.stdout
    assert "Seule une commande encore en attente" in result.stdout


def test_a_question_of_its_own_can_be_put() -> None:
    _, told = decided({"lines": [{"chosen": False}]}, arguments=("--question", "line_exchange"))
    assert told[0]["lines"][0]["row"] == "line_exchange/not_chosen"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "no_pack"),
        (["--pack", "/nowhere"], "pack_missing"),
        (["--pack", str(SHOP), "--facts", "/nowhere"], "file_unreadable"),
        (["--pack", str(SHOP), "--question", "refund"], "question_unknown"),
        (["--pack", str(SHOP), "--language", "de"], "language_unknown"),
        (["--pack", str(SHOP / "facts.yaml")], "value_bad"),
    ],
)
def test_what_cannot_be_judged_is_told(arguments: list[str], code: str) -> None:
    error = ran(decide, *arguments, typed="{}").exception
    assert isinstance(error, AmendsError)
    assert error.code == code


def test_facts_of_a_case_are_assessed() -> None:
    facts = {
        "issue_types": ["damaged"],
        "marketplace": "amazon",
        "country": "US",
        "zone": "America/Chicago",
        "as_of": "2026-11-20T15:07:00-06:00",
        "fulfilment": "seller",
        "paid": {"amount": "41.98", "currency": "USD"},
    }
    result = ran(assess, "--facts", "-", "--json", typed=json.dumps(facts))
    assert json.loads(result.stdout)["issue_type"] == "damaged"
    error = ran(assess).exception
    assert isinstance(error, AmendsError)
    assert error.code == "assess_what"


def checked(*arguments: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(rulebook.app, ["check", *arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_ours_are_in_order() -> None:
    code, told = checked()
    assert code == 0
    assert {book["name"] for book in told["rulebooks"]} >= {"returns", "refund_approval"}
    assert all(book["ok"] for book in told["rulebooks"])


def test_what_is_wrong_ends_with_1_and_names_file_line_and_mend(tmp_path: Path) -> None:
    for file in SHOP.iterdir():
        text = file.read_text(encoding="utf-8").replace("- name: too late to cancel", "- name: late")
        (tmp_path / file.name).write_text(
            text.replace(
                "order_status: shipped}\n    gives: {row: cancel",
                "order_status: pending}\n    gives: {row: cancel",
            ),
            encoding="utf-8",
        )
    code, told = checked(str(tmp_path))
    assert code == 1
    errors = [finding for finding in told["findings"] if finding["level"] == "error"]
    assert {finding["code"] for finding in errors} == {"example_differs", "no_example"}
    assert all(
        finding["line"] and finding["mend"] and finding["file"].startswith(str(tmp_path))
        for finding in errors
    )
    result = CliRunner().invoke(rulebook.app, ["check", str(tmp_path), "--notes"])
    assert "No example exercises row cancel/not_pending." in result.stderr
    assert "note: " in result.stdout


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("cn_return/no_reason", "row"),
        ("cn_return", "table"),
        ("refund_approval/otherwise", "row"),
        ("amz.ret.refund", "rule"),
        ("eu.button", "note"),
    ],
)
def test_any_rule_is_shown(rule: str, kind: str) -> None:
    result = CliRunner().invoke(rulebook.app, ["show", rule, "--json"])
    found, *citing = json.loads(result.stdout)["rules"]
    assert found["kind"] == kind
    assert all(each["rule"] == rule for each in citing)
    assert found["sha256"]
    assert rule in CliRunner().invoke(rulebook.app, ["show", rule]).stdout


def test_a_row_of_another_pack_is_shown_and_an_unknown_one_is_not() -> None:
    result = CliRunner().invoke(rulebook.app, ["show", "cancel/to_payment", "--pack", str(SHOP), "--json"])
    [found] = json.loads(result.stdout)["rules"]
    assert found["when"] == {"paid_with_kind": ["credit_card", "paypal"]}
    assert found["then"]["refund_amount"] == {"fact": "paid"}
    assert isinstance(CliRunner().invoke(rulebook.app, ["show", "none.such"]).exception, NotFound)
