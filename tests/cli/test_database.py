"""What commands find when they start, in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

from amends.runtime.folder import DataFolder
from amends.runtime.postgres import embedded_server, server_is_running
from tests.faults.desk import amends, environment
from tests.runtime.server import ask, postmaster

pytestmark = pytest.mark.faults

COUNT_SHOPS = """
from amends.cli.database import desk_database
with desk_database():
    from amends.accounts.models import Shop
    print("shops:", Shop.objects.count())
"""
DEFER_A_JOB = """
from amends.cli.database import desk_database, start_django
with desk_database():
    from procrastinate.contrib.django import app
    from django.db import connection
    @app.task(name="told")
    def told(word):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE told AS SELECT %s AS word", [word])
    told.defer(word="done")
"""
LEAVE_A_JOB_HALF_DONE = (
    DEFER_A_JOB
    + """
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone())
"""
)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def start(folder: DataFolder, code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_racing_first_commands_migrate_once_and_leave_no_server(folder: DataFolder) -> None:
    commands = [start(folder, COUNT_SHOPS) for _ in range(3)]
    for command in commands:
        out, err = command.communicate()
        assert (command.returncode, out, err) == (0, "shops: 0\n", "")
    assert not server_is_running(folder)


@pytest.mark.parametrize("code", [DEFER_A_JOB, LEAVE_A_JOB_HALF_DONE])
def test_a_command_works_off_its_jobs_and_those_of_the_dead(folder: DataFolder, code: str) -> None:
    command = start(folder, code)
    _, err = command.communicate()
    assert command.returncode == 0, err
    with embedded_server(folder) as dsn:
        assert ask(dsn, "SELECT word FROM told") == "done"
        # At the turn of a minute the timetable adds jobs of its own.
        assert ask(
            dsn, "SELECT array_agg(status::text) FROM procrastinate_jobs WHERE task_name = 'told'"
        ) == ["succeeded"]


def test_an_own_server_needs_its_key(folder: DataFolder) -> None:
    done = amends(folder, "doctor", DATABASE_URL="postgresql://amends@127.0.0.1:1/amends")
    assert done.returncode == 1
    assert "AMENDS_SECRET_KEY" in done.stdout
    for name in ("web", "worker", "up"):
        done = amends(folder, name, DATABASE_URL="postgresql://amends@127.0.0.1:1/amends")
        assert (done.returncode, done.stdout) == (2, ""), name
        assert "AMENDS_SECRET_KEY" in done.stderr


def test_web_and_worker_alone_need_an_own_server(folder: DataFolder) -> None:
    for name in ("web", "worker"):
        done = amends(folder, name)
        assert done.returncode == 2
        assert "DATABASE_URL is not set" in done.stderr


def test_an_own_server_that_does_not_answer_is_told(folder: DataFolder) -> None:
    own = {"DATABASE_URL": "postgresql://amends@127.0.0.1:1/amends", "AMENDS_SECRET_KEY": "k" * 50}
    done = amends(folder, "worker", **own)
    assert done.returncode == 2
    assert "The database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_says_what_is_wrong_and_changes_nothing(folder: DataFolder) -> None:
    assert amends(folder, "doctor").returncode == 0
    assert not folder.path.exists()
    with embedded_server(folder, durable=False):
        first = postmaster(folder)
        folder.secret_key()
        folder.secret_key_file.chmod(0o644)
        done = amends(folder, "doctor")
        assert postmaster(folder) == first
    assert done.returncode == 1
    assert "secret_key can be read by others" in done.stdout
    assert "chmod 600" in done.stdout
    assert "tables:" in done.stdout
    assert folder.secret_key_file.stat().st_mode & 0o777 == 0o644
