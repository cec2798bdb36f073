from pathlib import Path

import pytest

from amends.runtime.folder import DataFolder
from tests.faults.importing import copied, export, imported, left_behind, made_ready


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A desk with one shop and nothing in it, to be copied."""
    return made_ready(tmp_path_factory.mktemp("empty") / "data")


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export that takes several batches."""
    return export(tmp_path_factory.mktemp("exports") / "orders.txt")


@pytest.fixture(scope="session")
def uninterrupted(
    empty: DataFolder, path: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """What the export leaves behind when nothing happens."""
    folder = copied(empty, tmp_path_factory.mktemp("uninterrupted") / "data")
    imported(folder, path)
    return left_behind(folder)
