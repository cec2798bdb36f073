from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from amends.core import clock
from amends.web import health


def heartbeat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)",
            [clock.now() - timedelta(seconds=seconds_ago)],
        )


@pytest.mark.django_db
def test_fit_with_a_living_worker(client: Client) -> None:
    heartbeat(300)
    heartbeat(10)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


@pytest.mark.django_db
def test_unfit_without_a_worker(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["worker"]) == (503, "no worker is running")
    heartbeat(75)
    assert "75 s old" in client.get("/healthz").json()["worker"]


@pytest.mark.django_db
def test_unfit_with_missing_migrations(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat(1)
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: [("one", False)])
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "migrations are missing" in answer.json()["database"]


def test_unfit_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> str:
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "_database", away)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable: connection refused"
