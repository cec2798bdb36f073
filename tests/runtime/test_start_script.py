"""`./amends`, with stand-ins for Python, so that nothing is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.runtime.server import SOURCE

STAND_IN = '#!/bin/sh\nprintf "%s\\n" "$AMENDS_DATA" "$PYTHONPATH" "$@"\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    checkout = tmp_path / "my check out"
    installed = checkout / ".venv" / "installed"
    installed.mkdir(parents=True)
    (checkout / "requirements").mkdir()
    shutil.copy(SOURCE.parent / "amends", checkout / "amends")
    for name in ("runtime", "dev"):
        for place in (checkout / "requirements", installed):
            (place / f"{name}.txt").write_text("as locked\n")
    program(checkout / ".venv" / "bin" / "python", STAND_IN)
    return checkout


def program(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def run(script: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [script, *words],
        env={"PATH": os.environ["PATH"]} | environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_prepared_checkout_starts_at_once_with_the_words_as_given(checkout: Path) -> None:
    done = run(checkout / "amends", "import", "my file.csv", "--shop", "", PYTHONHOME="/nonsense")
    expected = [
        checkout / "var",
        checkout / "src",
        "-m",
        "amends.cli.main",
        "import",
        "my file.csv",
        "--shop",
        "",
    ]
    assert done.stdout == "".join(f"{word}\n" for word in expected)
    assert done.stderr == ""


def test_a_link_to_the_script_starts_the_checkout_it_points_to(checkout: Path, tmp_path: Path) -> None:
    link = tmp_path / "anywhere"
    link.symlink_to("my check out/amends")
    done = run(link, "up", AMENDS_DATA="/else where")
    assert done.stdout.splitlines() == ["/else where", str(checkout / "src"), "-m", "amends.cli.main", "up"]


def test_test_runs_the_checks(checkout: Path) -> None:
    done = run(checkout / "amends", "test", "tests/core")
    assert done.stdout.splitlines()[2:] == [str(checkout / "tests" / "run.py"), "tests/core"]


@pytest.mark.parametrize(("words", "needed"), [(["up"], "runtime"), (["test"], "dev")])
def test_another_lock_file_is_prepared_first(checkout: Path, words: list[str], needed: str) -> None:
    (checkout / ".venv" / "installed" / f"{needed}.txt").write_text("as locked before\n")
    stand_in = checkout / "python stand-in"
    stand_in.mkdir()
    program(stand_in / "python3", '#!/bin/sh\n[ "$1" = -c ] || echo "prepare: $3" >&2\n')
    done = run(checkout / "amends", *words, PATH=f"{stand_in}:{os.environ['PATH']}")
    assert done.stderr == f"prepare: {needed}\n"
    assert done.returncode == 0


def test_without_a_new_enough_python_it_says_what_to_type(checkout: Path) -> None:
    (checkout / ".venv" / "bin" / "python").unlink()
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "cmp", "readlink"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    program(tools / "python3", "#!/bin/sh\nexit 1\n")
    done = run(checkout / "amends", "up", PATH=str(tools))
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr
    assert "apt-get install" in done.stderr
