"""What a file is, by its first octets; its name decides only between kinds that look alike."""

import re

from amends.connectors.pictures.kinds import is_bmp

MANY_OCTETS = 4096  # as many are enough to tell
UNKNOWN = "application/octet-stream"
_BEGIN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
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


# Pages and documents that do something when they are opened.
_ACTS_BY_NAME = frozenset(
    {
        "htm",
        "html",
        "shtml",
        "xhtml",
        "mht",
        "svg",
        "hta",
        "docm",
        "xlsm",
        "xlam",
        "pptm",
        "dotm",
        "apk",
        "app",
    }
    | {"dmg", "iso", "img", "vhd", "reg", "cpl", "msc", "chm", "url", "scf", "sh", "py", "rb", "pl", "one"}
)
_ARCHIVES = frozenset(
    {"application/zip", "application/vnd.rar", "application/x-7z-compressed", "application/gzip"}
)
_ARCHIVES_BY_NAME = frozenset(
    {"zip", "rar", "7z", "gz", "tgz", "tar", "bz2", "xz", "zst", "cab", "ace", "arj"}
)
_SAYS_NOTHING = frozenset(
    {"", UNKNOWN, "application/x-download", "application/force-download", "binary/octet-stream"}
)
_SIGNED = re.compile(r"image/(?:png|jpe?g|pjpeg|gif|webp|bmp|tiff|heic|avif)|application/pdf")


def type_of(content: bytes, name: str, declared: str) -> tuple[str, bool]:
    """The media type to go by, and whether the sender declared something that it is not."""
    found = media_type_of(content[:MANY_OCTETS], name)
    if found == UNKNOWN:
        pretends = bool(content) and _SIGNED.fullmatch(declared) is not None
        return (UNKNOWN, True) if pretends else (declared or UNKNOWN, False)
    if declared in _SAYS_NOTHING:
        return found, False
    family, kept = found.partition("/")[0], declared.partition("/")[0]
    if family in ("image", "audio", "video") or found == "application/pdf":
        # m4a in mp4 and webm with sound alone: one family's file under another's name is no pretence
        return found, family != kept and {family, kept} != {"audio", "video"}
    differs = kept in ("image", "audio", "video") or declared == "application/pdf"
    return (found, True) if differs else (declared, False)


def marks_of(content: bytes, name: str) -> list[str]:
    """runs, archive: what a person is to know before opening the file."""
    begin, ending = content[:MANY_OCTETS], ending_of(name)
    acts = is_program(begin, name) or ending in _ACTS_BY_NAME
    found = media_type_of(begin, name)
    return [
        mark
        for mark, holds in (("runs", acts), ("archive", found in _ARCHIVES or ending in _ARCHIVES_BY_NAME))
        if holds
    ]


def media_type_of(begin: bytes, name: str) -> str:
    """The media type of a file that begins like this; `application/octet-stream` where it is not known."""
    for signature, media_type in _BEGIN:
        if begin.startswith(signature):
            return media_type
    if begin[:4] == b"RIFF" and begin[8:12] == b"WEBP":
        return "image/webp"
    if is_bmp(begin):
        return "image/bmp"
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
