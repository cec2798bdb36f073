"""One picture made small, in a process of its own: `shrinking.py KIND EDGE MOST_PIXELS < picture > jpeg`.

A bare script, run by `shrink.py`. Whatever a stranger sent is decoded here and nowhere else: with little
memory and time, without the project, its settings or its database, unable to write more than a small file.
"""

import contextlib
import os
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

NO_PICTURE, TOO_MANY_PIXELS, BROKEN, TOO_HEAVY = 3, 4, 5, 6
MOST_MEMORY = 1024**3  # octets; 50 megapixels unpacked are a fifth of it
MOST_CPU_S = 10
MOST_WRITTEN = 512 * 1024
QUALITY = 80
SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I;16N")
ORIENTATION = 0x0112
TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def main(kind: str, edge: int, most_pixels: int) -> int:
    """Write the small picture and return 0, or return why there is none."""
    confine()
    from PIL import Image, ImageFile, UnidentifiedImageError
    from PIL import WebPImagePlugin as _  # noqa: F401  (not loaded by itself)

    Image.MAX_IMAGE_PIXELS = None  # judged here, before anything is unpacked
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture = Image.open(sys.stdin.buffer, formats=[kind])
        if picture.width * picture.height > most_pixels:
            return TOO_MANY_PIXELS
        small = shrunk(picture, edge)
    except UnidentifiedImageError:
        return NO_PICTURE
    except MemoryError:
        return TOO_HEAVY
    except Exception:  # decoders raise whatever they like at what they cannot read
        return BROKEN
    small.save(sys.stdout.buffer, "JPEG", quality=QUALITY, optimize=True)
    sys.stdout.buffer.flush()
    return 0


def confine() -> None:
    """Take from this process what it does not need, before it has read an octet."""
    for name, most in (
        ("RLIMIT_AS", MOST_MEMORY),
        ("RLIMIT_CPU", MOST_CPU_S),
        ("RLIMIT_FSIZE", MOST_WRITTEN),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # not every system has every limit
            resource.setrlimit(getattr(resource, name), (most, most))
    os.nice(10)


def shrunk(picture: "Image.Image", edge: int) -> "Image.Image":
    """The first frame upright, at most `edge` pixels a side, on white: nothing but pixels is taken along."""
    from PIL import Image

    turned = TURNS.get(orientation_of(picture))
    picture.draft("RGB", (edge, edge))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
    elif picture.mode in SIXTEEN_BITS:
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode not in ("L", "RGB", "CMYK"):
        picture = picture.convert("RGB")
    picture.thumbnail((edge, edge), reducing_gap=2.0)
    small = Image.new("RGB", picture.size, "white")
    if picture.mode == "RGBA":
        small.paste(picture, mask=picture.getchannel("A"))
    else:
        small.paste(picture.convert("RGB"))
    return small.transpose(Image.Transpose[turned]) if turned else small


def orientation_of(picture: "Image.Image") -> int:
    """How the camera was held, 1 to 8; upright where it does not say."""
    try:
        turned = picture.getexif().get(ORIENTATION, 1)
    except Exception:  # what cameras write there is read by nobody else either
        return 1
    return turned if isinstance(turned, int) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
