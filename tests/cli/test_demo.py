import json

from typer.testing import CliRunner

from amends.cli import demo
from amends.core.errors import Refused


def run(*words: object):
    return CliRunner().invoke(demo.app, [str(word) for word in words])


def test_the_demo_is_written_and_told_of(tmp_path):
    result = run("write", tmp_path / "demo", "--orders", 40, "--seed", 3)
    assert result.exit_code == 0
    assert "40 orders" in result.stdout
    assert "ebay-uk" in result.stdout
    assert (tmp_path / "demo" / "tmall" / "orders.csv").exists()


def test_as_json(tmp_path):
    result = run("write", tmp_path / "demo", "--orders", 40, "--today", "2027-11-21", "--json")
    told = json.loads(result.stdout)
    assert (told["orders"], told["seed"], told["today"]) == (40, 1, "2027-11-21")
    assert {shop["code"] for shop in told["shops"]} >= {"tmall", "amazon-us"}


def test_a_day_that_is_none(tmp_path):
    for day in ("tomorrow", "2026-02-30", "1066-10-14"):
        result = run("write", tmp_path / "demo", "--today", day)
        assert isinstance(result.exception, Refused)
        assert result.exception.code == "demo_day"
    assert not (tmp_path / "demo").exists()
