"""A real Chromium, and what it complains of."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from amends.core import clock
from tests.waiting import until
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

# The driver runs an event loop in this thread; Django's rows are asked for beside it, never inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# How long a busy machine may take over one thing; whoever waits goes on at once when it has come.
expect.set_options(timeout=20_000)
QUIET_LOOKS = 10  # one after the other: between two questions of its own a request is quiet, too
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "no Chromium on this machine: install it, or leave out the tests marked browser"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the screenshots go: AMENDS_SCREENSHOTS, else a folder for temporary files."""
    wished = os.environ.get("AMENDS_SCREENSHOTS")
    folder = Path(wished) if wished else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def server_at_rest(transactional_db: None) -> Iterator[None]:
    """Before the tables are emptied: what a closed page had still asked for is answered."""
    yield
    looks = [0]

    def has_been_quiet() -> bool:
        looks.append(looks[-1] + 1 if _is_quiet() else 0)
        return looks[-1] == QUIET_LOOKS

    until(has_been_quiet)


def _is_quiet() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"
        )
        return cursor.fetchone() == (0,)


@dataclass
class Looker:
    """A page that is looked at: kept as a picture, judged by axe, its complaints collected."""

    page: Page
    name: str
    pictures: Path
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def look(self, at: str) -> None:
        """Take the picture, and hold the page against WCAG 2.2 AA, at its whole height."""
        size = self.page.viewport_size
        assert size is not None
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
        self.page.screenshot(path=self.pictures / f"{self.name}-{at}.png")
        found = Axe().run(self.page, options={"runOnly": STANDARDS}).response["violations"]
        self.complaints += [f"{at}: {each['id']}: {each['nodes'][0]['html']}" for each in found]
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.complaints.append(f"{at}: {wide} px wider than the screen")
        self.page.set_viewport_size(size)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} {message.location}")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> rows.Desk:
    """Cases as they stand at noon; the desk's clock goes on from there."""
    begun = monotonic()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(seconds=monotonic() - begun))
    made = rows.desk()
    case_rows.cases(made)
    return made


def log_in(page: Page, address: str, *, cases: int = 7) -> None:
    page.goto(f"{address}/login")
    page.locator("[name=login]").fill("limin")
    page.locator("[name=password]").fill(rows.PASSWORD)
    page.locator("main button.go").click()
    expect(page.locator("#queue .row")).to_have_count(cases)
    page.wait_for_load_state()  # from here on the scripts listen
