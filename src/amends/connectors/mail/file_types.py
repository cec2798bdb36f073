"""What a file is, by its first octets; its name decides only between kinds that look alike."""

MANY_OCTETS = 4096  # as many are enough to tell
UNKNOWN = "application/octet-stream"
_BEGIN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
)
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"msf1": "image/heic",
    b"avif": "image/avif", b"qt  ": "video/quicktime", b"M4A ": "audio/mp4",
}  # fmt: skip
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = {
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
}
_RUNS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_RUN_BY_NAME = frozenset(
    {"exe", "com", "bat", "cmd", "scr", "pif", "msi", "js", "jse", "vbs", "vbe", "wsf", "ps1", "jar", "lnk"}
)


def media_type_of(begin: bytes, name: str) -> str:
    """The media type of a file that begins like this; `application/octet-stream` where it is not known."""
    for signature, media_type in _BEGIN:
        if begin.startswith(signature):
            return media_type
    if begin[:4] == b"RIFF" and begin[8:12] == b"WEBP":
        return "image/webp"
    if begin[4:8] == b"ftyp":
        return _BRANDS.get(begin[8:12], "video/mp4")
    ending = ending_of(name)
    if begin.startswith(b"PK\x03\x04"):
        return _ZIPPED.get(ending, "application/zip")
    if _is_text(begin):
        return "text/csv" if ending == "csv" else "text/plain"
    return UNKNOWN


def is_program(begin: bytes, name: str) -> bool:
    """Whether opening the file would run it: mail servers refuse such mails, and rightly."""
    return begin.startswith(_RUNS) or ending_of(name) in _RUN_BY_NAME


def ending_of(name: str) -> str:
    """`jpg` of `Photo.JPG`; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_text(begin: bytes) -> bool:
    if not begin or any(sign < 9 or 13 < sign < 32 for sign in begin) or begin.lstrip()[:1] == b"<":
        return False
    try:
        begin[: MANY_OCTETS - 4].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return len(begin) >= MANY_OCTETS and error.start > MANY_OCTETS - 9
    return True
