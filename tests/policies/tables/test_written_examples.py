"""What the how-to and the example rulebooks say holds: they load, check clean, and give what they tell."""

from datetime import date
from pathlib import Path

import pytest

from amends.policies.tables.checking import check_place, fails
from amends.policies.tables.documents import verdict_document
from amends.policies.tables.judging import decide_all
from amends.policies.tables.known import read_facts
from amends.policies.tables.loading import OURS, load_rulebook, our_rulebook, our_rulebooks, read_rulebook
from amends.policies.tables.operations import OPERATIONS

ROOT = Path(__file__).parents[3]
FOREIGN = sorted((ROOT / "docs" / "examples" / "rulebooks").iterdir())
HOW_TO = (ROOT / "docs" / "howto" / "rulebook.md").read_text(encoding="utf-8")
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("place", [*our_rulebooks(), *FOREIGN], ids=lambda place: place.name)
def test_a_rulebook_is_in_order(place: Path) -> None:
    book, findings = check_place(place, TODAY)
    assert book is not None
    assert [str(finding) for finding in findings if finding.level != "note"] == []
    assert not fails(findings)
    assert book.examples


def test_the_first_pack_of_the_how_to_is_in_order() -> None:
    text = HOW_TO.split("```yaml\n")[1].split("```")[0]
    book, findings = read_rulebook("lamp_shop", {"lamp_shop.yaml": text.encode()})
    assert findings == []
    assert book is not None
    facts = {"order_status": "delivered", "delivered_on": "2026-11-01", "asked_on": "2026-11-05"}
    [verdict] = decide_all(book, read_facts(book.facts, facts)).values()
    assert [ask.fact for ask in verdict.said.asks] == ["opened"]


def test_the_first_pack_of_the_how_to_leaves_no_gap(tmp_path: Path) -> None:
    (tmp_path / "lamp_shop.yaml").write_text(HOW_TO.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    _, findings = check_place(tmp_path, TODAY)
    assert [str(finding) for finding in findings if finding.level != "note"] == []


def test_the_how_to_names_every_operation() -> None:
    assert [name for name in OPERATIONS if f"`{name}: " not in HOW_TO] == []


def test_the_lines_of_a_foreign_shop_are_judged_one_by_one() -> None:
    book = load_rulebook(FOREIGN[1])
    facts = read_facts(book.facts, {"lines": [{"chosen": False}, {"product": "cup"}]})
    [verdict] = decide_all(book, facts, ("line_exchange",)).values()
    told = verdict_document(verdict)
    assert told["verdict"] == "ask"
    assert [line["row"] for line in told["lines"]] == ["line_exchange/not_chosen", None]
    assert told["asks"][0]["fact"] == "lines[2].new_product"


def test_who_may_return_hangs_on_the_kindest_layer() -> None:
    book = our_rulebook("returns")
    facts = {"country": "GB", "received_on": "2026-11-01", "asked_on": "2026-11-20", "faulty": True}
    [verdict] = decide_all(book, read_facts(book.facts, facts)).values()
    told = verdict_document(verdict)
    assert [layer["table"] for layer in told["layers"]] == ["uk_return", "shop_return"]
    assert told["won"]["outbound_freight_back"] == {
        "side": "seller",
        "table": "shop_return",
        "why": "only_one_spoke",
    }
    assert told["won"]["allowed"]["why"] == "as_kind"


def test_ours_are_found_by_name() -> None:
    assert {place.stem for place in our_rulebooks()} == {"returns", "refund_approval"}
    assert our_rulebook("refund_approval").main == ("refund_approval",)
    assert OURS.name == "tables"
