from pathlib import Path

import pytest

from amends.core.packs import pack_bytes
from amends.releases.folders import BadDraft, read_draft


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return folder


@pytest.mark.parametrize(
    ("file", "pack"),
    [
        ("policies/shop.yaml", "policies/shop"),
        ("playbooks/delayed.yaml", "playbooks/delayed"),
        ("case_costs.yaml", "case_costs"),
        ("tables/returns/shop.yaml", "tables/returns/shop"),
    ],
)
def test_files_named_as_the_products_packs(tmp_path: Path, file: str, pack: str) -> None:
    draft = read_draft(written(tmp_path, {file: pack_bytes(pack)}))
    assert draft.packs == {pack: pack_bytes(pack)}
    assert draft.places == {pack: file}


@pytest.mark.parametrize(
    ("pack", "named"),
    [
        ("policies/shop", "policies/loose"),
        ("playbooks/delayed", "playbooks/delayed"),
        ("case_costs", "case_costs"),
        ("tables/returns/shop", "tables/returns/shop"),
        ("tables/refund_approval", "tables/refund_approval"),
    ],
)
def test_loose_files_are_told_by_their_content(tmp_path: Path, pack: str, named: str) -> None:
    draft = read_draft(written(tmp_path, {"loose.yml": pack_bytes(pack)}))
    assert set(draft.packs) == {named}


@pytest.mark.parametrize(
    ("files", "code", "says"),
    [
        ({}, "draft_bad", "no .yaml file"),
        ({"calendars/CN.yaml": b"a: 1"}, "pack_not_yours", "calendars/CN"),
        ({"policies/shop.yaml": b"rules: [}"}, "draft_bad", "no valid YAML"),
        ({"policies/shop.yaml": b"- a list"}, "draft_bad", "no mapping"),
        ({"policies/shop.yaml": b"\xff\xfe\x00"}, "draft_bad", "no valid YAML"),
        ({"policies/amazon.yaml": pack_bytes("policies/amazon")}, "pack_not_yours", "platform"),
        ({"policies/law_cn.yaml": pack_bytes("policies/shop")}, "pack_not_yours", "law"),
        ({"tables/returns/law_eu.yaml": pack_bytes("tables/returns/law_eu")}, "pack_not_yours", "law"),
        ({"notes.yaml": b"hello: there"}, "draft_bad", "cannot be told"),
        (dict.fromkeys(("a.yaml", "case_costs.yaml"), pack_bytes("case_costs")), "draft_bad", "same pack"),
        ({"case_costs.yaml": b"prices: " + b"x" * 6_000_000}, "draft_bad", "over"),
    ],
)  # fmt: skip
def test_what_is_no_draft_is_refused(tmp_path: Path, files: dict[str, bytes], code: str, says: str) -> None:
    with pytest.raises(BadDraft) as refused:
        read_draft(written(tmp_path, files))
    assert refused.value.code == code
    assert says in str(refused.value)
    assert all(problem.file and problem.mend for problem in refused.value.problems)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadDraft, match="no such folder"):
        read_draft(tmp_path / "nowhere")


def test_every_bad_file_is_named(tmp_path: Path) -> None:
    files = {"policies/a.yaml": b"rules: [}", "policies/b.yaml": b"x: [", "policies/shop.yaml": b"side: own"}
    with pytest.raises(BadDraft) as refused:
        read_draft(written(tmp_path, files))
    assert [problem.file for problem in refused.value.problems] == ["policies/a.yaml", "policies/b.yaml"]
    assert all(problem.line for problem in refused.value.problems)


def test_hidden_folders_are_left_aside(tmp_path: Path) -> None:
    files = {".git/x.yaml": b"x: [", "policies/shop.yaml": pack_bytes("policies/shop")}
    assert set(read_draft(written(tmp_path, files)).packs) == {"policies/shop"}
