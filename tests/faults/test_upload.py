"""kill -9 of the web in the middle of an upload: it is kept whole, or nothing of it is."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.runtime.folder import DataFolder
from tests.faults.desk import Desk, environment
from tests.faults.importing import ROWS, ask, copied, left_behind, wait_until_done
from tests.runtime.server import kill
from tests.waiting import until

pytestmark = pytest.mark.faults
LOG_IN = """
import json, sys
from amends.cli.database import desk_database
with desk_database():
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from amends.accounts.models import Organisation, RoleGrant, User
    from amends.core import clock
    organisation = Organisation.objects.get()
    owner = User.objects.filter(login="ann").first()
    if owner is None:
        owner = User(organisation=organisation, login="ann", created_at=clock.now())
        owner.set_unusable_password()
        owner.save()
        RoleGrant.objects.create(organisation=organisation, user=owner, role="owner")
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    session.save()
    print(json.dumps(session.session_key))
"""
SECRET = "x" * 32
STORING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE query LIKE '%contentchunk%' AND state <> 'idle' AND pid <> pg_backend_pid()
"""
KEPT = "SELECT (SELECT count(*) FROM amends_importfile) || ' ' || (SELECT count(*) FROM amends_contentchunk)"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the desk's temporary files go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def desk(empty: DataFolder, tmp_path: Path, temporary: Path) -> Iterator[Desk]:
    desk = Desk(copied(empty, tmp_path / "desk" / "data"))
    try:
        desk.wait_until_fit()
        yield desk
    finally:
        desk.end()


@pytest.fixture
def session(desk: Desk) -> str:
    done = subprocess.run(
        [sys.executable, "-c", LOG_IN],
        env=environment(desk.folder),
        capture_output=True,
        text=True,
        check=True,
    )
    key: str = json.loads(done.stdout)
    return key


def request(desk: Desk, session: str, content: bytes) -> bytes:
    """An upload as a browser sends it."""
    body = (
        b'--xx\r\nContent-Disposition: form-data; name="shop"\r\n\r\nUS1\r\n'
        b'--xx\r\nContent-Disposition: form-data; name="files"; filename="orders.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\n" + content + b"\r\n--xx--\r\n"
    )
    head = [
        "POST /imports/upload HTTP/1.1",
        f"Host: {desk.url.removeprefix('http://')}",
        f"Cookie: sessionid={session}; csrftoken={SECRET}",
        f"X-CSRFToken: {SECRET}",
        "Content-Type: multipart/form-data; boundary=xx",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


def connect(desk: Desk) -> socket.socket:
    host, port = desk.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)))


def upload_whole(desk: Desk, session: str, content: bytes) -> int:
    with connect(desk) as browser:
        browser.sendall(request(desk, session, content))
        answer = http.client.HTTPResponse(browser)
        answer.begin()
        return answer.status


def kill_web(desk: Desk) -> None:
    web = until(lambda: desk.child("desk-web"))
    kill(web)
    until(lambda: desk.child("desk-web") not in (None, web))
    desk.wait_until_fit()


def test_half_an_upload_leaves_nothing(
    desk: Desk, session: str, path: Path, temporary: Path, uninterrupted: dict[str, list[str]]
) -> None:
    content = path.read_bytes() * 3
    with connect(desk) as browser:
        browser.sendall(request(desk, session, content)[: len(content) // 2])
        until(lambda: _writes_a_file(desk))
        kill_web(desk)
    assert ask(desk.folder, KEPT) == "0 0"
    assert list(temporary.iterdir()) == []
    assert upload_whole(desk, session, path.read_bytes()) == 302
    wait_until_done(desk.folder)
    assert ask(desk.folder, "SELECT state || ' ' || created FROM amends_importfile") == f"done {ROWS}"
    assert left_behind(desk.folder) == uninterrupted


def test_an_upload_that_is_being_kept_is_whole_or_nothing(desk: Desk, session: str, temporary: Path) -> None:
    content = b"no report of any kind\n" * 3_000_000
    with connect(desk) as browser:
        browser.sendall(request(desk, session, content))
        until(lambda: ask(desk.folder, STORING))
        kill_web(desk)
    until(lambda: ask(desk.folder, STORING) == 0)
    imports = ask(desk.folder, "SELECT count(*) FROM amends_importfile")
    wait_until_done(desk.folder, imports)
    assert ask(desk.folder, KEPT) == f"{imports} 0"
    assert list(temporary.iterdir()) == []


def _writes_a_file(desk: Desk) -> bool:
    """Whether the web has an upload open that has come in part."""
    web = desk.child("desk-web")
    files = Path(f"/proc/{web}/fd").iterdir() if web else []
    return any(entry.exists() and entry.is_file() and _is_upload(entry) for entry in files)


def _is_upload(entry: Path) -> bool:
    return "(deleted)" in str(entry.readlink()) and entry.stat().st_size > 0
