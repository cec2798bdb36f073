"""`amends rulebook check` on folders of any kind of packs, and on all that the product brings."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from amends.cli import rulebook
from amends.core.packs import PACKS, pack_bytes
from tests.publishing.bad_packs import BadPack, bad_packs
from tests.publishing.drafts import HARSHER, KINDER


def checked(*words: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(rulebook.app, ["check", *words, "--json"])
    return result.exit_code, json.loads(result.stdout)


def errors(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in told["findings"] if one["level"] == "error"]


def serious(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in told["findings"] if one["level"] != "note"]


def laid_out(folder: Path, packs: dict[str, str]) -> Path:
    for name, text in packs.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_all_that_the_product_judges_by_is_in_order() -> None:
    code, told = checked()
    assert (code, serious(told)) == (0, [])
    assert {"returns", "refund_approval"} <= {each["name"] for each in told["rulebooks"]}
    families = {each["name"].partition("/")[0] for each in told["packs"]}
    assert {"policies", "playbooks", "case_costs", "case_facts", "replies"} <= families
    assert all(each["ok"] and each["sha256"] for each in told["packs"])


@pytest.mark.parametrize("bad", bad_packs(), ids=lambda bad: bad.fault)
def test_a_fault_is_told_by_its_file(bad: BadPack, tmp_path: Path) -> None:
    code, told = checked(str(laid_out(tmp_path, {bad.name: bad.text})))
    assert code == 1
    assert any(bad.told in one["message"] for one in errors(told))
    path = str(tmp_path / f"{bad.name}.yaml")
    assert all(one["file"] == path and one["line"] and one["mend"] for one in errors(told))


def test_loose_files_of_several_kinds(tmp_path: Path) -> None:
    packs = {"mine": "policies/shop", "broken": "playbooks/damaged", "prices": "case_costs"}
    packs |= {"words": "replies/en/claim_withdrawal", "asked": "case_facts/goods"}
    for file, name in packs.items():
        (tmp_path / f"{file}.yaml").write_bytes(pack_bytes(name))
    shutil.move(tmp_path / "mine.yaml", tmp_path / "shop.yaml")
    shutil.move(tmp_path / "asked.yaml", tmp_path / "goods.yaml")
    code, told = checked(str(tmp_path))
    assert (code, errors(told)) == (0, [])
    assert {each["name"] for each in told["packs"]} == {*packs.values()}


def test_a_table_that_lies_over_the_products(tmp_path: Path) -> None:
    code, told = checked(str(laid_out(tmp_path, {"shop": KINDER})))
    assert (code, [each["name"] for each in told["rulebooks"]]) == (0, ["returns"])
    code, told = checked(str(laid_out(tmp_path, {"shop": HARSHER})))
    assert code == 1
    assert "harsher" in errors(told)[0]["message"]


def test_one_file_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(pack_bytes("playbooks/damaged").replace(b"verb: reship", b"verb: teleport", 1))
    code, told = checked(str(path))
    assert (code, errors(told)[0]["file"]) == (1, str(path))


def test_law_and_marketplace_are_told_to_be_nobody_elses(tmp_path: Path) -> None:
    shipped = pack_bytes("policies/amazon").decode()
    code, told = checked(str(laid_out(tmp_path, {"policies/amazon": shipped})))
    assert (code, serious(told)) == (0, [])
    code, told = checked(str(laid_out(tmp_path, {"policies/amazon": shipped + "\n# mine\n"})))
    assert (code, [one["code"] for one in serious(told)]) == (0, ["pack_not_yours"])


def test_what_is_no_pack_is_told(tmp_path: Path) -> None:
    laid_out(tmp_path, {"policies/shop": pack_bytes("policies/shop").decode(), "notes": "hello: there"})
    code, told = checked(str(tmp_path))
    assert (code, [one["file"] for one in errors(told)]) == (1, [str(tmp_path / "notes.yaml")])
    assert checked(str(tmp_path / "nowhere"))[0] == 1


def test_packs_of_other_kinds_run_their_examples(tmp_path: Path) -> None:
    wrong = (PACKS / "calendars/CN.yaml").read_text().replace("gives: 2026-10-08", "gives: 2026-10-09")
    code, told = checked(str(laid_out(tmp_path, {"calendars/CN": wrong})))
    assert code == 1
    assert "gives comes out as" in errors(told)[0]["message"]
    shipped = (PACKS / "calendars/CN.yaml").read_text()
    shorter = "".join(line for line in shipped.splitlines(True) if "date: 2026-10-07" not in line)
    code, told = checked(str(laid_out(tmp_path, {"calendars/CN": shorter})))
    assert "gives comes out as '2026-10-07'" in " ".join(one["message"] for one in errors(told))
