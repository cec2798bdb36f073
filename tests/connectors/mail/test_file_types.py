import pytest

from amends.connectors.mail.file_types import UNKNOWN, marks_of, type_of

JPEG, PDF, ZIP, PROGRAM = b"\xff\xd8\xff\xe0", b"%PDF-1.7", b"PK\x03\x04", b"MZ\x90\x00"


@pytest.mark.parametrize(
    ("content", "name", "declared", "media_type", "differs"),
    [
        (JPEG, "a.jpg", "image/jpg", "image/jpeg", False),
        (JPEG, "a.png", "image/png", "image/jpeg", False),
        (JPEG, "a.jpg", "application/octet-stream", "image/jpeg", False),
        (JPEG, "a.pdf", "application/pdf", "image/jpeg", True),
        (PDF, "a.jpg", "image/jpeg", "application/pdf", True),
        (PROGRAM, "a.jpg", "image/jpeg", UNKNOWN, True),
        (b"<html><script>", "a.png", "image/png", UNKNOWN, True),
        (b"plain words", "a.png", "image/png", "text/plain", True),
        (b"a,b\n1,2", "a.csv", "application/vnd.ms-excel", "application/vnd.ms-excel", False),
        (ZIP, "a.docx", "application/msword", "application/msword", False),
        (ZIP, "a.zip", "image/png", "application/zip", True),
        (b"", "a.png", "image/png", "image/png", False),
        (b"\x00\x01", "a.bin", "x/odd", "x/odd", False),
    ],
)
def test_told_by_content(content: bytes, name: str, declared: str, media_type: str, differs: bool) -> None:
    assert type_of(content, name, declared) == (media_type, differs)


@pytest.mark.parametrize(
    ("content", "name", "marks"),
    [
        (JPEG, "a.jpg", []),
        (PROGRAM, "photo.jpg", ["runs"]),
        (JPEG, "photo.jpg.exe", ["runs"]),
        (b"#!/bin/sh\n", "notes.txt", ["runs"]),
        (b"<svg onload=x>", "a.svg", ["runs"]),
        (ZIP, "a.zip", ["archive"]),
        (ZIP, "a.docx", []),
        (ZIP, "a.jar", ["runs", "archive"]),
        (b"Rar!\x1a\x07\x01", "photos", ["archive"]),
    ],
)
def test_what_a_person_is_to_know(content: bytes, name: str, marks: list[str]) -> None:
    assert marks_of(content, name) == marks
