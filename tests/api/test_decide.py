"""Facts judged by tables through the API: those in force, and packs never seen before."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from amends.cli.main import build
from tests import people
from tests.api.test_cases import ask
from tests.web import rows

EXAMPLES = Path("docs/examples/rulebooks")
SHOP = {path.name: path.read_text() for path in sorted((EXAMPLES / "foreign_shop").glob("*.yaml"))}
LINES: list[Any] = [
    {"order_status": "pending", "request": "cancel"},
    {"id": "7", "facts": {"request": "return", "order_status": "delivered"}},
    {"order_status": "melted"},
]


@pytest.fixture
def desk(db: None) -> rows.Desk:
    return rows.desk()


def decide(client: Client, desk: rows.Desk, **content: Any) -> tuple[int, Any]:
    return ask(client, desk.owner, "POST", "/decide", content, verbs=("see_rulebook",))


def test_a_foreign_pack_says_what_the_command_says(desk: rows.Desk, client: Client, tmp_path: Path) -> None:
    facts = tmp_path / "facts.jsonl"
    facts.write_text("\n".join(map(json.dumps, LINES)))
    words = ["decide", "--pack", str(EXAMPLES / "foreign_shop"), "--facts", str(facts), "--json"]
    printed = CliRunner().invoke(build(words), words).stdout.splitlines()
    status, told = decide(client, desk, packs=SHOP, lines=LINES)
    assert status == 200
    commanded = [json.loads(line) for line in printed]
    for verdict in (*told["verdicts"], *commanded):
        for one in (verdict, *verdict.get("others", ())):
            one.pop("rulebook", None)
    assert told["verdicts"] == commanded
    assert {one["verdict"] for one in commanded} >= {"error"}


def test_what_holds_judges_one_set_of_facts(desk: rows.Desk, client: Client) -> None:
    facts = {"marketplace": "amazon", "country": "US"}
    status, told = decide(client, desk, rulebook="returns", question="may_return", facts=facts)
    assert status == 200
    [verdict] = told["verdicts"]
    assert (verdict["line"], verdict["question"]) == (1, "may_return")
    assert decide(client, desk, question="may_return", facts=facts)[1] == told


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ({}, 400, "facts_missing"),
        ({"facts": {}, "lines": []}, 400, "facts_missing"),
        ({"facts": {}}, 400, "rulebook_missing"),
        ({"facts": {}, "rulebook": "moon"}, 404, "rulebook_unknown"),
        ({"facts": {}, "question": "why"}, 400, "question_unknown"),
        ({"facts": {}, "rulebook": "returns", "question": "why"}, 400, "question_unknown"),
        ({"facts": {}, "packs": {"a.yaml": "side: ["}}, 400, "pack_unreadable"),
        ({"facts": {}, "packs": {"a.yaml": "name: x"}}, 400, "pack_invalid"),
        ({"facts": {}, "packs": {"a.yaml": "x" * 1_000_001}}, 400, "too_large"),
        ({"lines": [{}] * 1_001}, 422, "request_bad"),
        ({"facts": {}, "packs": {}}, 422, "request_bad"),
        ({"facts": {}, "mood": 1}, 422, "request_bad"),
    ],
)
def test_what_cannot_be_judged(
    desk: rows.Desk, client: Client, content: dict[str, Any], status: int, code: str
) -> None:
    got, told = decide(client, desk, **content)
    assert (got, told["code"]) == (status, code)
    assert told["mend"]


def test_numbers_are_read_as_written(desk: rows.Desk, client: Client) -> None:
    pack = {"a.yaml": NUMBERS}
    status, told = decide(client, desk, packs=pack, facts={"weight": 0.30000000000000000001})
    key = {"Authorization": f"Bearer {_key(desk)}"}
    body = json.dumps({"packs": pack, "facts": {}}).replace('"facts": {}', '"facts": {"weight": %s}')
    shown = []
    for number in ("0.30000000000000000001", "NaN"):
        answer = client.post("/api/v1/decide", body % number, content_type="application/json", headers=key)
        shown.append((answer.status_code, json.loads(answer.content)))
    assert (status, told["verdicts"][0]["row"]) == (200, "heavy/light")
    assert shown[0][1]["verdicts"][0]["row"] == "heavy/heavy"
    assert (shown[1][0], shown[1][1]["code"]) == (400, "request_unreadable")


def test_a_key_without_the_verb(desk: rows.Desk, client: Client) -> None:
    assert ask(client, desk.owner, "POST", "/decide", {"facts": {}}, verbs=("see_cases",))[0] == 403


def _key(desk: rows.Desk) -> str:
    from amends.accounts.tokens import create_token

    return create_token(desk.owner, by=people.actor(desk.owner), name="", verbs=("see_rulebook",))[1]


NUMBERS = """
name: heavy
side: seller
source: {known_from: ours, read_on: 2026-11-21, confidence: A}
facts: {weight: {type: number, min: 0}}
outcomes: {fee: {type: yes_no, kinder: none}}
tables:
  - id: heavy
    columns: [weight]
    rows:
      - id: light
        when: {weight: {max: 0.3}}
        then: {fee: false}
        reason: light
        text: {en: Light., zh-Hans: 轻。, fr: Léger.}
      - id: heavy
        when: {weight: {above: 0.3}}
        then: {fee: true}
        reason: heavy
        text: {en: Heavy., zh-Hans: 重。, fr: Lourd.}
"""
