"""The environment of a checkout, made with empty lock files so that nothing is fetched."""

import subprocess
import sys
from pathlib import Path

import pytest

from amends.runtime import preparation
from amends.runtime.preparation import is_prepared, main, prepare

SCRIPT = preparation.__file__


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    checkout = tmp_path / "a check out"
    (checkout / "requirements").mkdir(parents=True)
    for name in ("runtime", "dev"):
        (checkout / "requirements" / f"{name}.txt").write_text(f"# {name}, first\n")
    return checkout


def test_racing_starts_make_one_environment_that_works(checkout: Path) -> None:
    (checkout / ".venv.new").mkdir()
    (checkout / ".venv.new" / "left by a killed start").touch()
    starts = [subprocess.Popen([sys.executable, SCRIPT, checkout, "runtime"]) for _ in range(2)]
    assert [start.wait() for start in starts] == [0, 0]
    assert is_prepared(checkout, "runtime")
    assert not is_prepared(checkout, "dev")
    python = checkout / ".venv" / "bin" / "python"
    assert subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=True).stdout
    scripts = (checkout / ".venv" / "bin").glob("pip*")
    assert not any(b".venv.new" in script.read_bytes() for script in scripts)
    assert sorted(one.name for one in checkout.glob(".venv*")) == [".venv", ".venv.lock"]


def test_another_lock_file_means_another_environment(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[list[str]] = []

    def note(_checkout: Path, wanted: list[str]) -> int:
        made.append(wanted)
        return 0

    monkeypatch.setattr(preparation, "prepare", note)
    installed = checkout / ".venv" / "installed"
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()
    installed.mkdir()
    (installed / "runtime.txt").write_bytes((checkout / "requirements" / "runtime.txt").read_bytes())
    assert main(checkout, "runtime") == 0
    assert made == []
    assert main(checkout, "dev") == 0
    (installed / "dev.txt").touch()
    (checkout / "requirements" / "runtime.txt").write_text("# second\n")
    assert main(checkout, "runtime") == 0
    assert made == [["runtime", "dev"]] * 2


def test_what_pip_cannot_install_is_said_in_plain_words(
    checkout: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    step = [sys.executable, "-c", "import sys; sys.exit('ERROR: no such package')"]
    monkeypatch.setattr(preparation, "_steps", lambda _new, _lock_files: [step])
    assert prepare(checkout, ["runtime"]) == 1
    said = capfd.readouterr().err
    assert "could not be prepared:\n  ERROR: no such package" in said
    assert "Traceback" not in said
    assert not (checkout / ".venv").exists()


def test_a_python_without_venv_names_the_line_to_type(
    checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(checkout, "runtime") == 1
    assert "apt-get install -y python3-venv" in capsys.readouterr().err
