import json
from pathlib import Path

import pytest

from amends.cli.main import run

LINES = [
    {"id": 1, "text": "Where is my parcel?", "accept": ["delayed"]},
    {"id": 2, "text": "我的快递怎么还没到", "accept": ["delayed", "lost"], "language": "zh-Hans"},
    {"id": 3, "text": "Where is my parcel?", "accept": ["thanks"]},
]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        run(["triage", "eval", *words])
    output = capsys.readouterr()
    return int(end.value.code or 0), output.out, output.err


def written(folder: Path, *lines: object) -> str:
    file = folder / "asked.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return str(file)


def test_a_file_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, written(tmp_path, *LINES), "--json")
    document = json.loads(out)
    assert code == 0
    assert (document["all"]["messages"], document["all"]["first"]) == (3, 0.6667)
    assert document["languages"]["zh-Hans"]["first"] == 1.0
    assert document["languages"]["en"]["confusion"] == [
        {"told": "thanks", "guessed": "delayed", "messages": 1}
    ]


def test_the_figures_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(capsys, written(tmp_path, *LINES))
    assert out.startswith("all: 3 messages, macro F1 ")
    assert "confused: thanks as delayed 1" in out


@pytest.mark.parametrize(
    "line",
    [{"id": 1, "text": "x"}, {"id": 1, "text": "x", "accept": ["nonsense"]}, {"id": 1, "accept": ["lost"]}],
)
def test_a_line_that_cannot_be_measured_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: object
) -> None:
    code, out, err = told(capsys, written(tmp_path, LINES[0], line))
    assert (code, out) == (2, "")
    assert "Line 2" in err


def test_an_empty_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = told(capsys, written(tmp_path))
    assert code == 2
    assert "no message" in err


def test_a_word_too_many_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = told(capsys, "one", "two")
    assert code == 2
    assert "'two'" in err


def test_a_line_without_text_stops_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text('{"id": "1", "accept": ["lost"]}\n', encoding="utf-8")
    with pytest.raises(SystemExit):
        run(["triage", "eval", str(file)])
    told = capsys.readouterr().err
    assert told.endswith('Each line is {"id", "text", "accept": [codes]}.\n')
