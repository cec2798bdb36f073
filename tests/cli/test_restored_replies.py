"""A backup that still holds replies on their way: restored, none of them leaves a second time."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.cli.desk_command import answer, run
from tests.inbox.mail_server import MailServer, running
from tests.runtime.small_desk import small_desk

SHOP = ("--marketplace=own", "--country=GB", "--time-zone=UTC", "--currency=GBP", "--language=en")
MAIL = """\
From: Ann <ann@buyers.example>
To: desk@lantern.example
Subject: My lamp
Date: Fri, 20 Nov 2026 09:00:00 +0000
Message-ID: <one@buyers.example>

Where is my lamp? It has not arrived.
"""
UNDER_WAY = (
    "UPDATE amends_outgoingmessage SET state = 'handing_over', handed_over_at = leaves_at WHERE id = %s"
)


def settings_of(address: str) -> dict[str, str]:
    """What a command must be told to use this database."""
    parts = conninfo_to_dict(address)
    who = f"{parts['user']}:{parts['password']}"
    url = f"postgresql://{who}@/{parts['dbname']}?host={parts['host']}"
    return {"DATABASE_URL": url, "AMENDS_SECRET_KEY": "k"}


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with running(MailServer()) as listening:
        yield listening


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory, server: MailServer, test_server: str) -> Path:
    """Two replies, one waiting for a server that was busy, one cut off in the middle of its hand-over."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "one.eml").write_text(MAIL)
    (folder / "two.eml").write_text(MAIL.replace("one@", "two@").replace("ann@", "bea@"))
    (folder / "text").write_text("Dear buyer, it arrives tomorrow.")
    server.behave(mail="451 4.3.0 busy")
    with small_desk(test_server, filled=False) as address:
        there = settings_of(address)

        def amends(*words: str) -> dict[str, Any]:
            return answer(folder / "var", *words, **there)

        amends("shop", "add", "S1", *SHOP)
        amends("shop", "mail", "S1", "--host=127.0.0.1", f"--port={server.port}", "--security=none",
               "--from=desk@lantern.example")  # fmt: skip
        amends("import", str(folder / "one.eml"), str(folder / "two.eml"), "--shop=S1")
        states = []
        for case in amends("cases")["cases"]:
            states.append(amends("reply", case["ref"], "--text-file", str(folder / "text")))
        assert [each["state"] for each in states] == ["waiting", "waiting"]
        with psycopg.connect(address) as connection:
            connection.execute(UNDER_WAY, [states[1]["message"]["id"]])
        amends("backup", str(folder / "desk.amends"))
    server.behave()
    return folder / "desk.amends"


def test_they_are_in_doubt_and_shown_and_stay_where_they_are(
    backup: Path, server: MailServer, test_server: str, tmp_path: Path
) -> None:
    with small_desk(test_server, filled=False) as address:
        there = settings_of(address)
        told = run(tmp_path / "var", "restore", str(backup), "--json", kill=None, **there)
        assert (told.returncode, json.loads(told.stdout)["replies_in_doubt"]) == (0, 2), told.stderr
        open_cases = answer(tmp_path / "var", "cases", "--view=open", **there)
        assert open_cases["count"] == 2
        with psycopg.connect(address) as connection:
            rows = connection.execute("SELECT state, answer, attempts FROM amends_outgoingmessage").fetchall()
            verbs = connection.execute("SELECT count(*) FROM amends_event WHERE verb = 'reply_unknown'")
            assert rows == [("unknown", "restored", 1)] * 2
            assert verbs.fetchone() == (2,)
    assert server.kept == []


def test_a_person_is_told_in_the_terminal(backup: Path, tmp_path: Path) -> None:
    told = run(tmp_path / "var", "restore", str(backup))
    assert told.returncode == 0, told.stderr
    assert "2 replies were on their way" in told.stdout
