from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import Client, RequestFactory

from amends.imports.models import ImportFile
from amends.platform_records.contents import read_content
from amends.web.uploads import NamelessFiles

LARGE = b"".join(b"%d\n" % number for number in range(600_000))


def test_a_large_upload_comes_whole_and_has_no_name(
    at_desk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = tmp_path / "large.csv"
    source.write_bytes(LARGE)
    with source.open("rb") as file:
        at_desk.post("/imports/upload", {"shop": "LANTERN-US", "files": file})
    kept = ImportFile.objects.get()
    assert kept.content is not None
    assert (kept.size, b"".join(read_content(kept.content))) == (len(LARGE), LARGE)
    assert list(tmp_path.iterdir()) == [source]


def test_an_upload_that_is_broken_off_is_closed(rf: RequestFactory) -> None:
    handlers: list[NamelessFiles] = []

    class BreaksOff(NamelessFiles):
        def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
            super().receive_data_chunk(raw_data, start)
            handlers.append(self)
            raise StopUpload(connection_reset=True)

    file = SimpleUploadedFile("a.csv", LARGE)
    request = rf.post("/", {"files": file})
    request.upload_handlers = [BreaksOff(request)]
    assert not request.FILES
    assert handlers[0].file.closed
    NamelessFiles().upload_interrupted()
    handlers[0].upload_interrupted()
