"""Octets to text, in the charsets that mails really use, whatever they claim to use."""

import codecs
import re

from amends.connectors.mail.problems import Problems

# Senders write the name of the subset and use the characters of the superset.
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
}
ALIASES = {
    "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030",
    "x-gbk": "gb18030",
    "x-gb18030": "gb18030",
    "gb": "gb18030",
    "chinesebig5": "big5hkscs",
    "x-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-windows-949": "cp949",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "ansi_x3.4-1968": "cp1252",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
}
# Codecs that turn innocent ASCII into something else: a filter that reads the ASCII is led by the nose.
UNTRUSTED = {
    "utf-7",
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "hz",
    "mbcs",
    "oem",
}
NOT_ASCII_BASED = re.compile(r"utf-?(16|32)|iso2022|cp037|cp500|cp1026|cp1140|cp273|cp424|cp875")
SAMPLE = 4000
HIGH = re.compile(rb"[\x80-\xff]")
WESTERN = re.compile(rb"(?:[A-Za-z' ][\xc0-\xff]|[\xc0-\xdd])[a-z' .,?!]")  # an accent inside a word


def decode(octets: bytes, label: str | None, problems: Problems) -> str:
    """The text of `octets`, said to be in charset `label` (None: not said). Never raises."""
    codec = _codec_named(label, problems)
    if octets.isascii() and (codec is None or not NOT_ASCII_BASED.match(codec)):
        return _without_escapes(octets)
    if octets.startswith(codecs.BOM_UTF8):
        codec = "utf-8"
    likely = likely_codec(octets)
    if codec is None:
        found = _strictly(octets, likely)
        return _replacing(octets, likely, problems) if found is None else found
    found = _as_claimed(octets, codec, likely)
    if found is not None:
        return found
    found = _strictly(octets, likely) if likely != codec else None
    if found is None:
        return _replacing(octets, codec, problems)
    problems.note("charset_wrong", label or "")
    return found


def likely_codec(octets: bytes) -> str:
    """The codec that octets of unknown charset are most likely in."""
    if _strictly(octets, "utf-8") is not None:
        return "utf-8"
    for codec, common in (("gb18030", "gb2312"), ("big5hkscs", "big5")):
        text = _strictly(octets, codec)
        if text is not None and _reads_as_chinese(text, common):
            return codec
    mended = octets.decode("utf-8", "replace")
    damage = mended.count("\ufffd")
    sound = sum(1 for mark in mended[:SAMPLE] if mark > "\x7f" and mark != "\ufffd")
    return "utf-8" if sound > 2 * damage else "cp1252"


def _codec_named(label: str | None, problems: Problems) -> str | None:
    cleaned = (label or "").strip().strip("\"'; ").lower()
    if not cleaned:
        return None
    try:
        found = codecs.lookup(ALIASES.get(cleaned, cleaned))
    except (LookupError, ValueError):
        if cleaned not in {"unknown-8bit", "x-unknown", "8bit", "default"}:
            problems.note("charset_unknown", cleaned)
        return None
    if found.name in UNTRUSTED or not getattr(found, "_is_text_encoding", True):
        problems.note("charset_untrusted", cleaned)
        return None
    return SUPERSETS.get(found.name, found.name)


def _as_claimed(octets: bytes, codec: str, likely: str) -> str | None:
    """The text where the claim holds. Western and GB codecs take nearly anything: they must be likely too."""
    if codec == "cp1252" and likely != codec:
        return None
    if codec == "gb18030" and likely != codec and _is_not_gb(octets, likely):
        return None
    return _strictly(octets, codec)


def _is_not_gb(octets: bytes, likely: str) -> bool:
    """Whether text said to be GB is rather UTF-8, Big5, or Western words with an accent here and there."""
    if likely == "cp1252":
        return all(WESTERN.match(octets, max(found.start() - 1, 0)) for found in HIGH.finditer(octets))
    return likely == "big5hkscs" or (likely == "utf-8" and _strictly(octets, "gb2312") is None)


def _strictly(octets: bytes, codec: str) -> str | None:
    try:
        return octets.decode(codec).removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return None


def _replacing(octets: bytes, codec: str, problems: Problems) -> str:
    problems.note("text_damaged")
    try:
        return octets.decode(codec, "replace").removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return octets.decode("utf-8", "replace")


def _without_escapes(octets: bytes) -> str:
    """ASCII octets as text; ISO-2022-JP hides in ASCII and shows itself by its escapes."""
    if b"\x1b$" in octets:
        japanese = _strictly(octets, "iso2022_jp_ext")
        if japanese is not None:
            return japanese
    return octets.decode("ascii")


def _reads_as_chinese(text: str, common: str) -> bool:
    """Most characters are everyday ones, and at least two stand side by side (Western accents rarely do)."""
    if not re.search(r"[^\x00-\x7f]{2}", text):
        return False
    foreign = [mark for mark in text if mark > "\x7f"][:SAMPLE]
    everyday = sum(1 for mark in foreign if _encodes(mark, common))
    return everyday >= 0.8 * len(foreign)


def _encodes(mark: str, codec: str) -> bool:
    try:
        octets = mark.encode(codec)
    except UnicodeError:
        return False
    return codec != "big5" or octets[0] <= 0xC6
