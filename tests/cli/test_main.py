import json
import subprocess
import sys
from collections.abc import Callable

import pytest
import typer

from amends.cli import main
from amends.core.errors import Refused
from tests.runtime.server import SOURCE

Fail = Callable[[BaseException], None]


@pytest.fixture
def failing_with(monkeypatch: pytest.MonkeyPatch) -> Fail:
    """Make `amends try` the one command, which ends with the error given."""
    monkeypatch.setattr(main, "COMMANDS", {"try": main.Entry("nowhere:at_all", "Try it.")})
    monkeypatch.delenv("AMENDS_TRACE", raising=False)

    def fail(error: BaseException) -> None:
        def command(as_json: bool = typer.Option(False, "--json")) -> None:
            raise error

        monkeypatch.setattr(main, "_load", lambda _place: command)

    return fail


def code_of(*words: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main.run(words)
    return ended.value.code


def test_what_a_person_can_mend_is_one_line_and_ends_with_2(
    failing_with: Fail, capsys: pytest.CaptureFixture[str]
) -> None:
    failing_with(Refused("odd_file", "The file x.csv is odd.", mend="Download it again."))
    assert code_of("try") == 2
    said = capsys.readouterr()
    assert said.err == "The file x.csv is odd. Download it again.\n"
    assert said.out == ""


def test_with_json_the_error_is_a_document_too(
    failing_with: Fail, capsys: pytest.CaptureFixture[str]
) -> None:
    failing_with(Refused("odd_file", "Die Datei 数据.csv is odd.", mend="Download it again."))
    assert code_of("try", "--json") == 2
    said = capsys.readouterr()
    expected = {"code": "odd_file", "message": "Die Datei 数据.csv is odd.", "mend": "Download it again."}
    assert json.loads(said.out) == {"error": expected}
    assert "odd" in said.err


@pytest.mark.parametrize(
    ("words", "command"),
    [(["tri"], "amends"), (["try", "--no-such"], "amends try"), (["try", "surplus"], "amends try")],
)
def test_a_wrong_word_is_told_in_one_line_with_whose_help_says_more(
    failing_with: Fail, words: list[str], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    failing_with(AssertionError())
    assert code_of(*words) == 2
    said = capsys.readouterr().err
    assert f"See {command} --help." in said
    assert said.count("\n") == 1


def test_a_group_alone_says_that_a_word_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("mail") == 2
    assert capsys.readouterr().err == "amends mail wants one more word. See amends mail --help.\n"


def test_a_fault_of_ours_shows_no_traceback(failing_with: Fail, capsys: pytest.CaptureFixture[str]) -> None:
    failing_with(KeyError("surprise"))
    assert code_of("try") == 1
    said = capsys.readouterr().err
    assert "KeyError: 'surprise'" in said
    assert "AMENDS_TRACE=1" in said
    assert "Traceback" not in said


def test_the_traceback_is_there_for_those_who_ask(
    failing_with: Fail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMENDS_TRACE", "1")
    failing_with(KeyError("surprise"))
    with pytest.raises(KeyError):
        main.run(["try"])


def test_a_lost_database_is_told_as_that(failing_with: Fail, capsys: pytest.CaptureFixture[str]) -> None:
    from django.db import OperationalError

    failing_with(OperationalError("server closed the connection\nmore"))
    assert code_of("try") == 1
    assert "The database went away: server closed the connection. Run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (typer.Exit(3), 3), (typer.Exit(0), 0)]
)
def test_other_ends_keep_their_code(failing_with: Fail, error: BaseException, code: int) -> None:
    failing_with(error)
    assert code_of("try") == code


def test_help_names_every_command_and_loads_none_of_them() -> None:
    said = subprocess.run(
        [sys.executable, "-c", LOADED_BY_HELP],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == "[]"


LOADED_BY_HELP = """
import sys
from amends.cli import main
try:
    main.run(["--help"])
except SystemExit as ended:
    assert ended.code == 0
print([name for name in sys.modules if name.startswith(("django", "psycopg", "amends.cli.")) and
       name != "amends.cli.main"])
"""


def test_every_entry_of_the_table_can_be_loaded() -> None:
    assert "up" in main.COMMANDS
    for name, entry in main.COMMANDS.items():
        assert callable(main._load(entry.place)), name
