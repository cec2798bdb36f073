"""Pictures as phones, programs and pranksters make them."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

GPS, ORIENTATION = 0x8825, 0x0112


def of(kind: str, size: tuple[int, int] = (600, 400), mode: str = "RGB") -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return written(picture.convert(mode), kind)


def written(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file of this kind."""
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def from_a_phone(orientation: int = 6) -> bytes:
    """A JPEG that tells where it was taken, and how the phone was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Zhang San's phone"
    exif.get_ifd(GPS)[2] = (IFDRational(31), IFDRational(14), IFDRational(9))
    picture = Image.new("RGB", (600, 400), "red")
    picture.paste("blue", (300, 0, 600, 400))
    return written(picture, "JPEG", exif=exif, comment=b"at home", quality=95)


def png_of(width: int, height: int, rows: bytes) -> bytes:
    """A greyscale PNG of one bit a pixel that claims this size, with packed `rows`."""

    def chunk(kind: bytes, octets: bytes) -> bytes:
        return struct.pack(">I", len(octets)) + kind + octets + struct.pack(">I", zlib.crc32(kind + octets))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
