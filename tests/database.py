"""One embedded server for the whole test run, started when the first database test asks for it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends.core.catalogues import compile_catalogues
from amends.runtime.folder import DataFolder
from amends.runtime.postgres import embedded_server

FOLDER = "AMENDS_TEST_FOLDER"


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder once; parallel workers inherit the name and share the server in it."""
    from django.conf import settings

    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="amends-test-")
        config.add_cleanup(_forget_folder)
    compile_catalogues()
    settings.SECRET_KEY = os.environ.get("AMENDS_SECRET_KEY") or "only-for-tests-" * 4


def _forget_folder() -> None:
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


@pytest.fixture(scope="session")
def test_server() -> Iterator[str]:
    """The address of a throw-away database server; it does not wait for the disk."""
    with embedded_server(DataFolder(Path(os.environ[FOLDER])), durable=False) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def django_db_modify_db_settings(test_server: str, django_db_modify_db_settings_parallel_suffix: Any) -> None:
    """Point Django at the test server before pytest-django makes its database there."""
    from django.conf import settings

    from amends.config.settings import database

    address = database(test_server)
    default = settings.DATABASES["default"]
    for key in ("HOST", "PORT", "USER", "PASSWORD", "OPTIONS"):
        default[key] = address[key]
