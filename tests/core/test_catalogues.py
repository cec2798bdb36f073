import gettext
import os
from pathlib import Path

import pytest

from amends.core.catalogues import compile_catalogues

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgctxt "rail"
msgid "Orders"
msgstr "{word}"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.replace("{word}", "Commandes"), encoding="utf-8")
    return path


def said(source: Path) -> str:
    with source.with_suffix(".mo").open("rb") as stream:
        return gettext.GNUTranslations(stream).pgettext("rail", "Orders")


def test_a_missing_catalogue_is_made_once(source: Path, tmp_path: Path) -> None:
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert said(source) == "Commandes"
    assert compile_catalogues(tmp_path) == []
    assert [path.name for path in source.parent.iterdir() if path.suffix == ".part"] == []


def test_an_older_one_is_made_again(source: Path, tmp_path: Path) -> None:
    compile_catalogues(tmp_path)
    source.write_text(PO.replace("{word}", "Achats"), encoding="utf-8")
    made = source.with_suffix(".mo")
    os.utime(made, (1, 1))
    assert compile_catalogues(tmp_path) == [made]
    assert said(source) == "Achats"


def test_a_folder_that_may_not_be_written_is_left_alone(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("amends.core.catalogues._compile", refuse)
    assert compile_catalogues(tmp_path) == []
