"""The photos buyers attach, drawn: a crushed carton, a broken pot, a puddle, an empty place."""

from collections.abc import Callable
from functools import lru_cache

from amends.demo.chance import Chance
from amends.demo.drawing import Canvas, Colour, shade
from amends.demo.png import png

WIDTH, HEIGHT = 480, 360
VARIANTS = 4
_ROOMS: tuple[tuple[Colour, Colour], ...] = (
    ((222, 214, 200), (150, 116, 84)),
    ((206, 214, 218), (112, 110, 108)),
    ((232, 226, 208), (176, 146, 110)),
    ((190, 196, 186), (92, 84, 78)),
)
_CARTON = (186, 142, 92)
_GOODS: dict[str, Colour] = {
    "pot": (226, 222, 212), "box": (232, 222, 198), "device": (62, 68, 78), "lamp": (70, 74, 70),
    "bottle": (74, 128, 78), "cloth": (142, 146, 156),
}  # fmt: skip


@lru_cache(maxsize=256)
def picture(scene: str, variant: int) -> bytes:
    """The PNG of a scene such as `crushed/pot`; the variant (0 to 3) is room, place and light."""
    what, _, goods = scene.partition("/")
    chance = Chance("picture", scene, variant)
    wall, floor = _ROOMS[variant % VARIANTS]
    canvas = Canvas(WIDTH, HEIGHT, wall)
    for band in range(6):
        top = 190 + band * 30
        canvas.rectangle(0, top, WIDTH, top + 30, shade(floor, 88 + band * 4))
    _SCENES[what](canvas, goods, chance)
    return png(canvas.rows, canvas.palette)


def _carton(canvas: Canvas, x: int, y: int, wide: int, high: int, *, dent: int = 0) -> None:
    """A closed carton seen from the left; `dent` is how far its upper right corner is pressed in."""
    depth = wide // 3
    canvas.ellipse(x + wide // 2 + 30, y + high, wide // 2 + 60, 18, (70, 60, 52))
    front = [
        (x, y),
        (x + wide - dent, y + dent // 3),
        (x + wide, y + dent),
        (x + wide, y + high),
        (x, y + high),
    ]
    canvas.polygon(front, _CARTON)
    side = [
        (x + wide, y + dent),
        (x + wide + depth, y - depth // 2),
        (x + wide + depth, y + high - depth // 2),
    ]
    canvas.polygon([*side, (x + wide, y + high)], shade(_CARTON, 76))
    top = [
        (x, y),
        (x + depth, y - depth // 2),
        (x + wide + depth, y - depth // 2),
        (x + wide - dent, y + dent // 3),
    ]
    canvas.polygon(top, shade(_CARTON, 112))
    if dent:
        pressed_in = [
            (x + wide - dent, y + dent // 3),
            (x + wide + depth, y - depth // 2),
            (x + wide, y + dent),
        ]
        canvas.polygon(pressed_in, shade(_CARTON, 56))
    canvas.rectangle(x + wide // 2 - 12, y + dent // 3, x + wide // 2 + 12, y + high // 2, (214, 196, 150))
    canvas.rectangle(x + 16, y + high - 74, x + 96, y + high - 18, (244, 242, 236))
    for bar in range(8):
        canvas.rectangle(
            x + 24 + bar * 8, y + high - 64, x + 27 + bar * 8 + bar % 3, y + high - 40, (30, 30, 30)
        )
    if dent:
        crease = [
            (x + wide - dent - 14, y),
            (x + wide - dent + 8, y + dent // 2),
            (x + wide + 4, y + dent + 18),
        ]
        canvas.line(crease, 4, shade(_CARTON, 52))
        canvas.line([(x + wide - dent - 2, y + 8), (x + wide - 12, y + dent + 26)], 3, shade(_CARTON, 62))


def _crushed(canvas: Canvas, goods: str, chance: Chance) -> None:
    x, y = chance.between(70, 130), chance.between(110, 140)
    _carton(canvas, x, y, 210, 170, dent=chance.between(42, 74))


def _goods(canvas: Canvas, goods: str, chance: Chance) -> None:
    x, y, colour = chance.between(190, 270), chance.between(225, 250), _GOODS[goods]
    canvas.ellipse(x, y + 62, 120, 18, (74, 64, 56))
    if goods in ("pot", "lamp", "bottle"):
        wide = 86 if goods == "pot" else 44
        canvas.polygon(
            [
                (x - wide, y - 90),
                (x + wide, y - 90),
                (x + wide * 3 // 4, y + 64),
                (x - wide * 3 // 4, y + 64),
            ],
            colour,
        )
        canvas.ellipse(x, y - 90, wide, 20, shade(colour, 84))
        canvas.ellipse(x, y - 88, wide - 10, 14, shade(colour, 46))
    elif goods == "cloth":
        for fold in range(5):
            canvas.ellipse(x, y + 50 - fold * 22, 130 - fold * 9, 24, shade(colour, 82 + fold * 7))
    else:
        canvas.rectangle(x - 110, y - 50, x + 110, y + 64, colour)
        canvas.polygon(
            [(x - 110, y - 50), (x - 80, y - 84), (x + 140, y - 84), (x + 110, y - 50)], shade(colour, 118)
        )
        canvas.polygon(
            [(x + 110, y - 50), (x + 140, y - 84), (x + 140, y + 30), (x + 110, y + 64)], shade(colour, 72)
        )
        canvas.rectangle(x - 84, y - 24, x - 20, y + 16, shade(colour, 60))


def _broken(canvas: Canvas, goods: str, chance: Chance) -> None:
    _goods(canvas, goods, chance)
    colour, x, y = _GOODS[goods], 235, 190
    crack = [(x + chance.between(-30, 30), y - 60 + step * 22) for step in range(7)]
    canvas.line(crack, 5, shade(colour, 28))
    canvas.line([crack[2], (x + 74, y + 4)], 3, shade(colour, 28))
    for _ in range(9):
        at, low = chance.between(60, 420), chance.between(296, 344)
        size = chance.between(6, 22)
        shard = [
            (at, low),
            (at + size, low - size // 2),
            (at + size * 2, low + 3),
            (at + size // 2, low + size // 2),
        ]
        canvas.polygon(shard, shade(colour, chance.pick((78, 92, 108))))


def _puddle(canvas: Canvas, goods: str, chance: Chance) -> None:
    _goods(canvas, goods, chance)
    water = (150, 178, 194)
    for _ in range(5):
        x, y = chance.between(120, 380), chance.between(296, 334)
        canvas.ellipse(x, y, chance.between(50, 110), chance.between(10, 22), water)
    canvas.ellipse(chance.between(180, 300), 314, 44, 7, shade(water, 122))
    for _ in range(7):
        canvas.ellipse(chance.between(60, 430), chance.between(270, 350), 6, 3, water)


def _half_empty(canvas: Canvas, goods: str, chance: Chance) -> None:
    canvas.polygon([(70, 120), (410, 120), (450, 330), (30, 330)], _CARTON)
    canvas.polygon([(92, 136), (388, 136), (420, 314), (60, 314)], shade(_CARTON, 62))
    for _ in range(26):
        x, y = chance.between(80, 390), chance.between(150, 300)
        canvas.ellipse(x, y, 14, 9, (238, 238, 232))
    colour = _GOODS[goods]
    canvas.rectangle(100, 160, 226, 292, colour)
    canvas.rectangle(112, 172, 214, 190, shade(colour, 74))
    canvas.line([(256, 166), (384, 166), (396, 294), (250, 294), (256, 166)], 3, shade(_CARTON, 44))


def _scorched(canvas: Canvas, goods: str, chance: Chance) -> None:
    _goods(canvas, goods, chance)
    x, y = chance.between(200, 270), chance.between(220, 250)
    for ring, dark in ((66, (92, 74, 58)), (48, (62, 50, 42)), (28, (28, 24, 22))):
        canvas.ellipse(x, y, ring, ring * 2 // 3, dark)
    canvas.line([(x, y), (x + 60, y + 60), (x + 160, y + 84)], 7, (30, 30, 32))


_SCENES: dict[str, Callable[[Canvas, str, Chance], None]] = {
    "crushed": _crushed,
    "goods": _goods,
    "broken": _broken,
    "puddle": _puddle,
    "half_empty": _half_empty,
    "scorched": _scorched,
}
