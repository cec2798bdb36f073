"""Translations: the .po files are the source; the .mo files that Python reads are made from them at start."""

import contextlib
import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "locale"


def compile_catalogues(folder: Path = LOCALE) -> list[Path]:
    """Write each .mo that is missing or older than its .po; what was written.

    A folder that may not be written is left alone: then the package brought its .mo files.
    """
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with contextlib.suppress(OSError):
            _compile(source, target)
            written.append(target)
    return written


def _compile(source: Path, target: Path) -> None:
    """Beside the target first: another process may be reading it."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parent.parent.name)
    fresh = target.with_suffix(f".{os.getpid()}.part")
    with fresh.open("wb") as stream:
        write_mo(stream, catalogue)
    fresh.replace(target)
