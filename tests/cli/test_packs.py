import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from amends.cli import packs
from amends.cli.pack_examples import problems_of
from amends.core.packs import PACKS, Pack, load_pack


def changed(name: str, *way: str | int, to: Any) -> Pack:
    """The pack with one place of it set to something else; an index past the end appends."""
    pack = load_pack(name)
    body = copy.deepcopy(pack.body)
    place: Any = body
    for step in way[:-1]:
        place = place[step]
    if isinstance(place, list) and way[-1] == len(place):
        place.append(to)
    else:
        place[way[-1]] = to
    return Pack(pack.name, body, pack.sha256)


OURS = ["calendars/CN", "currencies", "marketplaces"]


@pytest.fixture
def _three_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "pack_names", lambda: OURS)


@pytest.mark.usefixtures("_three_packs")
def test_the_check_prints_a_table_and_ends_well() -> None:
    result = CliRunner().invoke(packs.app, ["check"])
    assert result.exit_code == 0
    assert "calendars/CN" in result.stdout
    assert result.stderr == ""


@pytest.mark.usefixtures("_three_packs")
def test_the_check_as_json() -> None:
    result = CliRunner().invoke(packs.app, ["check", "--json"])
    assert result.exit_code == 0
    told = json.loads(result.stdout)["packs"]
    assert [pack["name"] for pack in told] == OURS
    amongst = next(pack for pack in told if pack["name"] == "currencies")
    assert amongst == {
        "name": "currencies",
        "sha256": load_pack("currencies").sha256,
        "examples": len(load_pack("currencies").body["examples"]),
        "problems": [],
    }


@pytest.mark.parametrize("arguments", [["check"], ["check", "--json"]])
def test_a_bad_pack_is_named_and_ends_with_one(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    bad = changed("calendars/US", "examples", 0, "business_day", to=True)
    monkeypatch.setattr(packs, "pack_names", lambda: ["calendars/US", "calendars/XX"])
    monkeypatch.setattr(packs, "load_pack", lambda name: bad if name == "calendars/US" else load_pack(name))
    result = CliRunner().invoke(packs.app, arguments)
    assert result.exit_code == 1
    said = result.stderr if arguments == ["check"] else result.stdout
    assert "business_day comes out as False" in said
    assert "There is no pack 'calendars/XX'." in said


def test_the_check_needs_no_django(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(PACKS.parents[1])!r}); from amends.cli.packs import app\n"
        "try: app(['check', '--json'])\n"
        "except SystemExit as end: assert end.code in (None, 0, 1)\n"
        "assert 'django' not in sys.modules and 'psycopg' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "calendars/CN" in done.stdout


CURRENCY = {"code": "USD", "digits": 2, "name": "again"}
US_2024 = ("years", 0)
CASES: list[tuple[Pack, str]] = [
    (changed("currencies", "currencies", 0, to=CURRENCY), "USD stands 2 times"),
    (changed("currencies", "examples", 0, "rounded", to="108.40"), "rounded comes out as '108.39'"),
    (changed("currencies", "examples", 0, "currency", to="ZZZ"), "there is no ZZZ"),
    (changed("currencies", "currencies", 0, "digits", to=1), "no example for currencies of 1 digits"),
    (changed("marketplaces", "marketplaces", 0, "code", to="ebay"), "ebay stands 2 times"),
    (changed("marketplaces", "examples", 0, "marketplace", to="etsy"), "there is no etsy"),
    (changed("marketplaces", "examples", 0, "fits", to=False), "fits comes out as True"),
    (changed("marketplaces", "marketplaces", 4, "code", to="dh"), "no example for dh"),
    (
        changed("marketplaces", "marketplaces", 4, "order_number", to="[0-9]+"),
        "needs a fitting and an unfitting",
    ),
    (changed("calendars/US", "country", to="CA"), "is to be named calendars/CA"),
    (changed("calendars/US", *US_2024, "year", to=2025), "2025 stands 2 times"),
    (
        changed("calendars/US", *US_2024, "holidays", 0, "date", to="2025-01-01"),
        "2025-01-01 stands under 2024",
    ),
    (
        changed("calendars/US", *US_2024, "holidays", 0, "date", to="2024-12-25"),
        "'2024-12-25', None) stands 2",
    ),
    (changed("calendars/CN", "examples", 0, "name", "en", to="Easter"), "name comes out as {'en': 'Spring F"),
    (changed("calendars/CN", "examples", 12, "gives", to="2026-02-16"), "gives comes out as '2026-02-24'"),
    (changed("calendars/CN", "years", 4, to={"year": 2028, "not_announced": True}), "no example in 2028"),
]


@pytest.mark.parametrize(("pack", "problem"), CASES, ids=[problem for _, problem in CASES])
def test_what_a_pack_says_wrongly_of_itself_is_told(pack: Pack, problem: str) -> None:
    assert [told for told in problems_of(pack) if problem in told]


def test_a_kind_whose_examples_nobody_runs_is_a_problem() -> None:
    assert list(problems_of(Pack("weather/today", {}, ""))) == [
        "nothing runs the examples of packs of the kind weather"
    ]
