import io
import json
from pathlib import Path

import pytest

from amends.cli.main import run
from amends.cli.triage import MOST_SAID
from tests.fresh import loaded_afresh

SOURCE = Path(__file__).parents[2] / "src"
LINES = [
    b'{"id": 1, "text": "Where is my parcel?"}\n',
    b"\n",
    b"not json\n",
    b'{"id": 4}\n',
    b'{"id": 5, "text": "\xff"}\n',
    '{"id": "f", "text": "我的快递怎么还没到", "facts": {"order_state": "paid"}}\n'.encode(),
    b'{"id": 7, "text": "x", "facts": {"wrong": 1}}',
]


def judged(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, object]], list[str]]:
    with pytest.raises(SystemExit) as end:
        run(["triage", *words])
    output = capsys.readouterr()
    return (
        int(end.value.code or 0),
        [json.loads(line) for line in output.out.splitlines()],
        output.err.splitlines(),
    )


def test_a_file_is_judged_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_bytes(b"".join(LINES))
    code, documents, problems = judged(capsys, str(file))
    assert code == 1
    assert [document["id"] for document in documents] == [1, "f"]
    assert list(documents[0]) == ["id", "language", "unsure", "issue_types", "signals"]
    assert [document["issue_types"][0]["code"] for document in documents] == ["delayed", "not_shipped"]  # type: ignore[index]
    assert [problem.split()[1].rstrip(":") for problem in problems] == ["2", "3", "4", "5", "7"]


@pytest.mark.parametrize("size", [3_000, 400_000], ids=["short", "on all cores"])
def test_what_is_no_text_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(LINES[0] + b"\x89PNG\0\n" * (size // 6))
    code, _, problems = judged(capsys, str(file))
    assert code == 2
    assert "picture.png is no text in UTF-8, from line 2 on." in problems[0]
    assert len(problems) <= 2, "what is wrong and what to do, not a line for each line"


def test_of_many_lines_that_cannot_be_judged_the_first_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_bytes(LINES[2] * 100 + LINES[0])
    code, documents, problems = judged(capsys, str(file))
    assert (code, len(documents), len(problems)) == (1, 1, MOST_SAID + 1)
    assert problems[-1] == f"{100 - MOST_SAID} more lines cannot be judged."


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LINES[0])))
    code, documents, problems = judged(capsys)
    assert (code, len(documents), problems) == (0, 1, [])


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, documents, problems = judged(capsys, "nowhere.jsonl")
    assert (code, documents) == (2, [])
    assert "nowhere.jsonl" in problems[0]


def test_neither_database_nor_django_is_touched() -> None:
    work = """
from amends.cli.triage import judge_lines
judge_lines([(1, b'{"id": 1, "text": "hi"}')], explain=False)
"""
    assert loaded_afresh(work, ("django", "psycopg", "procrastinate")) == []


def test_what_spoke_for_a_guess(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_bytes(b'{"id": 1, "text": "Hello! Where is my parcel?"}\n')
    _, documents, _ = judged(capsys, str(file), "--explain")
    because = documents[0]["because"]
    assert isinstance(because, list)
    cues = [reason for reason in because if reason["kind"] == "cue"]
    assert cues
    assert cues[0]["start"] >= len("Hello! ")
    assert [reason for reason in because if reason["kind"] == "gram" and reason["weight"] > 0]


def test_a_long_file_comes_out_in_its_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps({"id": number, "text": "Where is my parcel?" + " x" * 300}) for number in range(600)]
    file = tmp_path / "messages.jsonl"
    file.write_text("\n".join([*lines[:300], "not json", *lines[300:]]), encoding="utf-8")
    code, documents, problems = judged(capsys, str(file))
    assert code == 1
    assert [document["id"] for document in documents] == list(range(600))
    assert [problem.split()[1] for problem in problems] == ["301"]
