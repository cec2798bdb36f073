import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.errors import Refused
from amends.runtime.backup_file import DUMP, KEY, BackupWriter, CheckedBackup, Manifest, check_backup

MANIFEST = Manifest("0.1.0", 18, 18, "2026-11-21T14:02:00Z", ["amends.0001_tables"], {"amends_order": 3})


def sealed(dump: bytes = b"what pg_dump said" * 50) -> bytes:
    file = io.BytesIO()
    writer = BackupWriter(file, "0.1.0")
    writer.add(KEY, [b"a-secret\n"])
    writer.add(DUMP, [dump[:7], dump[7:]])
    writer.seal(MANIFEST)
    return file.getvalue()


WHOLE = sealed()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backup") / "one.amends"


def checked(place: Path, content: bytes) -> CheckedBackup:
    place.write_bytes(content)
    return check_backup(place)


@given(st.binary(max_size=3000))
def test_what_was_written_is_read(place: Path, dump: bytes) -> None:
    backup = checked(place, sealed(dump))
    assert b"".join(backup.dump()) == dump
    assert backup.secret_key == "a-secret"
    assert backup.manifest == MANIFEST


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_cut_anywhere_is_refused(place: Path, length: int) -> None:
    with pytest.raises(Refused) as refusal:
        checked(place, WHOLE[:length])
    assert refusal.value.code == ("backup_foreign" if length < 512 else "backup_cut_off")
    assert str(place) in refusal.value.message


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_one_changed_byte_is_refused(place: Path, position: int, change: int) -> None:
    changed = bytearray(WHOLE)
    changed[position] ^= change
    with pytest.raises(Refused) as refusal:
        checked(place, bytes(changed))
    assert refusal.value.code in ("backup_foreign", "backup_damaged", "backup_cut_off", "backup_newer")
    assert refusal.value.mend


def test_the_damaged_part_is_named(place: Path) -> None:
    with pytest.raises(Refused, match=r"its part database\.dump"):
        checked(place, WHOLE.replace(b"what pg_dump said", b"what pg_dump sald", 1))


def test_something_after_the_end_is_refused(place: Path) -> None:
    with pytest.raises(Refused, match="its part end"):
        checked(place, WHOLE + b"x")


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("amends.json", "{}")
    return file.getvalue()


def other_tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("secret_key"))
    return file.getvalue()


@pytest.mark.parametrize("content", [b"", b"order,total\n" * 900, zipped(), other_tar(), bytes(20_000)])
def test_a_foreign_file_is_called_foreign(place: Path, content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        checked(place, content)
    assert refusal.value.code == "backup_foreign"


def test_a_later_format_is_refused_before_anything_else_is_read(place: Path) -> None:
    file = io.BytesIO()
    BackupWriter(file, "9.0.0").add("something new", [b"?"])
    later = file.getvalue().replace(b'"amends_backup": 1', b'"amends_backup": 2')
    with pytest.raises(Refused, match=r"newer Amends \(9\.0\.0\)") as refusal:
        checked(place, later)
    assert refusal.value.code == "backup_newer"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nowhere cannot be read: No such file"):
        check_backup(tmp_path / "nowhere")


def test_the_standard_tar_can_open_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(WHOLE)) as archive:
        names = ["amends.json", "secret_key", "database.dump", "manifest.json", "sealed"]
        assert archive.getnames() == names
        key = archive.extractfile("secret_key")
        assert key is not None
        assert key.read() == b"a-secret\n"
