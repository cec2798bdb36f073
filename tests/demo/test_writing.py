"""The files: the same for the same seed, whatever machine; told of truly in the manifest."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from amends.core.errors import Refused
from amends.demo.shops import DEMO_SHOPS
from amends.demo.story import Story
from amends.demo.writing import read_manifest, write_demo

ORDERS = 150


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_bytes_on_another_machine(tmp_path):
    write_demo(tmp_path / "here", ORDERS, 5)
    elsewhere = {
        "PYTHONHASHSEED": "4711",
        "LC_ALL": "C",
        "TZ": "Pacific/Auckland",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    script = (
        "import sys; from pathlib import Path; from amends.demo.writing import write_demo; "
        f"write_demo(Path(sys.argv[1]), {ORDERS}, 5)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "there")], env=elsewhere, check=True)
    assert files(tmp_path / "here") == files(tmp_path / "there")


def test_another_seed_or_day_gives_others(tmp_path):
    write_demo(tmp_path / "a", ORDERS, 5)
    write_demo(tmp_path / "b", ORDERS, 6)
    write_demo(tmp_path / "c", ORDERS, 5, today=date(2027, 11, 21))
    one, *others = (files(tmp_path / name) for name in "abc")
    assert all(
        one[path] != other.get(path) for path in one for other in others if path.endswith(("csv", "txt"))
    )


def test_the_manifest_tells_what_is_there(tmp_path):
    manifest = write_demo(tmp_path / "demo", ORDERS, 5)
    told = read_manifest(tmp_path / "demo")
    assert [shop["code"] for shop in told["shops"]] == [shop.code for shop in DEMO_SHOPS]
    assert sum(shop["orders"] for shop in told["shops"]) == ORDERS == told["orders"]
    for shop in told["shops"]:
        there = {path.name for path in (tmp_path / "demo" / shop["code"]).iterdir()}
        assert there == {file["name"] for file in shop["files"]}
        assert all(file["rows"] > 0 for file in shop["files"])
    lines = (tmp_path / "demo" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == told["messages"] == manifest.messages


def test_the_truth_names_every_message_once(tmp_path):
    write_demo(tmp_path / "demo", ORDERS * 3, 5)
    lines = (tmp_path / "demo" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    assert len({(each["shop"], each["id"]) for each in told}) == len(told)
    kinds = {each["kind"] for each in told}
    assert {"buyer", "follow_up", "thanks", "notification"} <= kinds
    assert all(each["sent_at"] <= Story(5).now.isoformat() for each in told)
    assert all(each["issue_types"] for each in told if each["kind"] in ("buyer", "thanks", "follow_up"))


@pytest.mark.parametrize("orders", [0, -3, 10**9])
def test_a_number_nobody_means(tmp_path, orders):
    with pytest.raises(Refused) as refused:
        write_demo(tmp_path / "demo", orders, 1)
    assert refused.value.code == "demo_orders"
    assert not (tmp_path / "demo").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused) as refused:
        write_demo(tmp_path, 10, 1)
    assert refused.value.code == "demo_folder_not_empty"
    assert files(tmp_path) == {"mine.txt": b"mine"}


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused) as refused:
        write_demo(tmp_path / "file" / "demo", 10, 1)
    assert refused.value.code == "demo_not_written"


def test_no_address_reaches_anybody(tmp_path):
    write_demo(tmp_path / "demo", ORDERS, 5)
    for path in (tmp_path / "demo").rglob("mails.mbox"):
        for line in path.read_bytes().split(b"\n"):
            if line.startswith((b"From: ", b"To: ")):
                assert line.rstrip(b">").endswith(b".example"), line


@pytest.mark.parametrize("orders", [1, 2, 7])
def test_a_handful_of_orders(tmp_path, orders):
    manifest = write_demo(tmp_path / "demo", orders, 1)
    assert sum(shop["orders"] for shop in manifest.shops) == orders
