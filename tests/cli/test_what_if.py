"""`amends rulebook what-if`, as a person and a program run it."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from amends.accounts.models import Organisation
from amends.cli import main
from amends.core.packs import pack_bytes
from amends.playbooks.models import Judgement
from tests.people import organisation, user
from tests.whatif.drafts import price
from tests.whatif.judged_cases import judged, some

pytestmark = pytest.mark.django_db
PERIOD = ("--from", "2026-01-01", "--to", "2027-12-31")


@pytest.fixture
def seller() -> Organisation:
    made = organisation()
    user(made, "olga", "owner")
    user(made, "ana", "agent")
    judged(made, some(60))
    return made


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    folder = tmp_path / "dearer"
    folder.mkdir()
    (folder / "prices.yaml").write_bytes(price("claim", 5).files["case_costs"])
    return folder


def what_if(draft: Path, *words: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main.run(["rulebook", "what-if", "--draft", str(draft), *(words or PERIOD)])
    return ended.value.code


def test_for_a_program(
    seller: Organisation, draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "changed.csv"
    before = sorted(Judgement.objects.values_list("pk", "judged_at"))
    assert what_if(draft, *PERIOD, "--out", str(out), "--json") == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["draft"] == str(draft)
    assert (document["from"], document["to"]) == ("2026-01-01", "2027-12-31")
    assert document["cases_in_period"] == 60
    assert {row["row"] for row in document["changed_rows"]} >= {"prices/USD", "prices/EUR"}
    with out.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == document["changed"] > 0
    assert sorted(Judgement.objects.values_list("pk", "judged_at")) == before


def test_for_a_person(seller: Organisation, draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert what_if(draft) == 0
    told = capsys.readouterr().out
    assert "60 cases" in told
    assert "case_costs prices/USD (changed)" in told
    assert "Expected cost:" in told


def test_a_draft_that_does_not_load_is_not_replayed(
    seller: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = pack_bytes("policies/shop").replace(b"minutes: 720", b"minutes: soon")
    (tmp_path / "shop.yaml").write_bytes(bad)
    assert what_if(tmp_path, *PERIOD, "--json") == 1
    [finding, *_] = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["file"], finding["level"]) == ("shop.yaml", "error")
    assert finding["line"] == 1 + bad[: bad.index(b"minutes: soon")].count(b"\n")
    assert finding["mend"]
    assert what_if(tmp_path) == 1
    assert "error: shop.yaml:" in capsys.readouterr().err


def test_a_rule_that_stands_in_two_packs_is_told(
    seller: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "quick.yaml").write_bytes(pack_bytes("policies/shop").replace(b"own.approval", b"own.more"))
    assert what_if(tmp_path) == 1
    assert "own.answer stands in policies/shop too" in capsys.readouterr().err


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert what_if(tmp_path / "nowhere") == 1
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-02-30", "2026-03-01", "this is no day"),
        ("yesterday", "2026-03-01", "this is no day"),
        ("2026-03-02", "2026-03-01", "is after"),
        ("0001-01-01", "2026-03-01", "is no day of a case"),
    ],
)
def test_days_that_are_no_period(
    seller: Organisation, draft: Path, capsys: pytest.CaptureFixture[str], first: str, last: str, says: str
) -> None:
    assert what_if(draft, "--from", first, "--to", last) == 2
    assert says in capsys.readouterr().err


def test_agents_may_not(seller: Organisation, draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert what_if(draft, *PERIOD, "--as", "ana") == 2
    assert "prepare_rulebook" in capsys.readouterr().err


def test_a_file_that_cannot_be_written(
    seller: Organisation, draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert what_if(draft, *PERIOD, "--out", str(tmp_path)) == 2
    assert what_if(draft, *PERIOD, "--out", str(tmp_path / "nowhere" / "x.csv")) == 2
    assert "can be written" in capsys.readouterr().err
