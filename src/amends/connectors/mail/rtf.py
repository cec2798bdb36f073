"""Rich text as Outlook packs it (LZFu), unpacked; what comes out is kept as a file, not shown."""

import struct

MOST_OCTETS = 8 * 1024 * 1024
PACKED, PLAIN = b"LZFu", b"MELA"
WINDOW = 4096
BEGIN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def unpacked(octets: bytes) -> bytes:
    """The rich text, at most MOST_OCTETS of it; b"" for what is none."""
    if len(octets) < 16:
        return b""
    whole, kind = struct.unpack_from("<I", octets, 4)[0], octets[8:12]
    most = min(whole, MOST_OCTETS)
    if kind == PLAIN:
        return octets[16 : 16 + most]
    return _inflated(octets, most) if kind == PACKED else b""


def _inflated(octets: bytes, most: int) -> bytes:
    window = bytearray(BEGIN.ljust(WINDOW, b"\0"))
    place, at, out = len(BEGIN), 16, bytearray()
    while at < len(octets) and len(out) < most:
        flags, at = octets[at], at + 1
        for bit in range(8):
            if at >= len(octets) or len(out) >= most:
                break
            if not flags >> bit & 1:
                piece, at = octets[at : at + 1], at + 1
            else:
                if at + 2 > len(octets):
                    return bytes(out)
                token, at = struct.unpack_from(">H", octets, at)[0], at + 2
                start, length = token >> 4, (token & 15) + 2
                if start == place:
                    return bytes(out)
                piece = bytes(_copied(window, start, length, place))
            for octet in piece:
                window[place] = octet
                place = (place + 1) % WINDOW
            out += piece
    return bytes(out[:most])


def _copied(window: bytearray, start: int, length: int, place: int) -> bytearray:
    """A piece of what came before; it may reach into what it is itself writing."""
    found = bytearray()
    for step in range(length):
        at = (start + step) % WINDOW
        ahead = (at - place) % WINDOW
        found.append(found[ahead] if ahead < len(found) else window[at])
    return found
