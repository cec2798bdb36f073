"""Mails whose bytes are not what they claim to be, or that only half follow the rules."""

import base64
import quopri

from tests.acceptance.letters import DESK, Letter, mail, part, parts

RARE = "镕同学：杯子碎了，麻烦补发一个，谢谢。喆"  # signs that GB2312 does not have
COMMON = "你好，收到的花盆破了，怎么处理？"
TRADITIONAL = "您好，收到的花盆破了，請問怎麼處理？"
FRENCH = "Bonjour, le pot est arrivé fêlé, à qui dois-je écrire ? Ça m'ennuie."
CURLY = "It’s broken — the “blue” mug isn’t usable."
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(200)) + b"\xff\xd9"


def _wrong(n: int, text: str, written: str, said: str | None, language: str = "") -> Letter:
    """Text in one charset under the name of another (None: no name, "-": no content type at all)."""
    kind = None if said == "-" else "text/plain" if said is None else f'text/plain; charset="{said}"'
    encoding = "base64" if written == "utf-16" else "8bit"
    octets = mail(n, f"b{n}@buyers.example", "lamp", text.encode(written), kind, encoding=encoding)
    return Letter(n, octets, text=text, case=f"c{n}", language=language)


CHARSETS = [
    _wrong(500, RARE, "gb18030", "gb2312", "zh-Hans"),
    _wrong(501, RARE, "gb18030", "iso-8859-1", "zh-Hans"),
    _wrong(502, RARE, "gb18030", "us-ascii", "zh-Hans"),
    _wrong(503, RARE, "gb18030", "utf-8", "zh-Hans"),
    _wrong(504, RARE, "gb18030", None, "zh-Hans"),
    _wrong(505, COMMON, "gbk", "-", "zh-Hans"),
    _wrong(506, COMMON, "gbk", "windows-1252", "zh-Hans"),
    _wrong(507, TRADITIONAL, "big5", "gb2312", "zh-Hant"),
    _wrong(508, TRADITIONAL, "big5", None, "zh-Hant"),
    _wrong(509, TRADITIONAL, "big5", "utf-8", "zh-Hant"),
    _wrong(510, COMMON, "utf-8", "gb2312", "zh-Hans"),
    _wrong(511, COMMON, "utf-8", "gb18030", "zh-Hans"),
    _wrong(512, COMMON, "utf-8", "us-ascii", "zh-Hans"),
    _wrong(513, FRENCH, "iso-8859-1", "utf-8", "fr"),
    _wrong(514, FRENCH, "utf-8", "iso-8859-1", "fr"),
    _wrong(515, CURLY, "cp1252", "iso-8859-1", "en"),
    _wrong(516, CURLY, "cp1252", "us-ascii", "en"),
    _wrong(517, FRENCH, "cp1252", None, "fr"),
    _wrong(518, FRENCH, "iso-8859-15", "gb2312", "fr"),
    _wrong(519, "换货", "gb18030", "gb2312", "zh-Hans"),
    _wrong(520, "Hello, 订单 still missing 3 pcs", "gb18030", "iso-8859-1"),
    _wrong(521, COMMON, "utf-8", "x-nobody-knows", "zh-Hans"),
    _wrong(522, "Bonjour, colis reçu ouvert.", "cp1252", "gb18030", "fr"),
    _wrong(523, COMMON + "🙏", "gb18030", "gb2312", "zh-Hans"),
    _wrong(524, COMMON, "utf-16", "utf-16", "zh-Hans"),
    _wrong(525, "Écran cassé", "cp1252", "us-ascii", "fr"),
]


def _subject(n: int, raw: bytes, subject: str) -> Letter:
    octets = mail(n, f"b{n}@buyers.example", "@@", "It is broken.").replace(b"@@", raw)
    return Letter(n, octets, text="It is broken.", case=f"c{n}", subject=subject)


SPLIT = base64.b64encode("订单花盆破了怎么办".encode()).decode()
SUBJECTS = [
    _subject(540, "花盆破了".encode("gb18030"), "花盆破了"),
    _subject(541, "花盆破了".encode(), "花盆破了"),
    _subject(542, "Pot cassé à l'arrivée".encode("latin-1"), "Pot cassé à l'arrivée"),
    # Cut in the middle of a character, and folded without the white space between that must be.
    _subject(
        543,
        f"=?utf-8?B?{base64.b64encode('订单花'.encode()[:7]).decode()}?=\n =?utf-8?B?"
        f"{base64.b64encode('订单花'.encode()[7:]).decode()}?=".encode(),
        "订单花",
    ),
    _subject(544, b"=?utf-8?B?6Iqx55uG?==?utf-8?B?56C05LqG?=", "花盆破了"),
    _subject(545, b"=?UTF-8?Q?Pot cass=C3=A9 =C3=A0?= l'arriv\xc3\xa9e", "Pot cassé à l'arrivée"),
    _subject(546, b"=?gb2312?B?" + base64.b64encode("镕喆".encode("gb18030")) + b"?=", "镕喆"),
    _subject(
        547, b"=?utf-8?B?" + SPLIT.encode()[:20] + b"\n " + SPLIT.encode()[20:] + b"?=", "订单花盆破了怎么办"
    ),
    _subject(548, b"=?utf-8?B?" + base64.b64encode("花盆破了".encode()).rstrip(b"=") + b"?=", "花盆破了"),
    _subject(549, b"Re: =?iso-8859-1?Q?=BB=A8=C5=E8=C6=C6=C1=CB?=", "Re: 花盆破了"),
]

PAGE = (
    "<html><head><meta charset='gb2312'><style>p{}</style></head>"
    f"<body><p>{COMMON}</p><p>谢谢</p></body></html>"
)
EMPTY_PLAIN, EMPTY_KIND = parts(
    part("text/plain; charset=utf-8", "  \n"),
    part("text/html; charset=utf-8", f"<p>{FRENCH}</p>"),
    kind="alternative",
)
BOTH, BOTH_KIND = parts(
    part("text/plain; charset=utf-8", CURLY),
    part("text/html; charset=utf-8", f"<p><b>{CURLY}</b></p>"),
    kind="alternative",
)
FLOWED = "The lamp came \nbroken and the \nbox was open.\n\n-- \nAnn"
NOISE = base64.encodebytes(COMMON.encode()).decode().replace("\n", "!\n*", 1)
NAMED, NAMED_KIND = parts(
    part("text/plain; charset=utf-8", "见附件"),
    part("image/jpeg", PHOTO, head="Content-Disposition: attachment; filename*=gb18030''%C6%C6%CB%F0.jpg\n"),
    part(
        'image/jpeg; name="=?gb2312?B?zbzGrC5qcGc=?="', PHOTO + b"2", head="Content-Disposition: attachment\n"
    ),
    part("image/jpeg", PHOTO + b"3", head='Content-Disposition: attachment; filename="照片 3.jpg"\n'),
)
BARE, BARE_KIND = parts(part("image/jpeg; name=IMG_1.jpg", PHOTO), boundary="=_bare")
SHAPES = [
    Letter(
        560,
        mail(560, "b560@buyers.example", "lamp", PAGE.encode("gb18030"), "text/html"),
        text=f"{COMMON}\n\n谢谢",
        case="c560",
        language="zh-Hans",
    ),
    Letter(561, mail(561, "b561@buyers.example", "lamp", EMPTY_PLAIN, EMPTY_KIND), text=FRENCH, case="c561"),
    Letter(562, mail(562, "b562@buyers.example", "lamp", BOTH, BOTH_KIND), text=CURLY, case="c562"),
    Letter(
        563,
        mail(563, "b563@buyers.example", "lamp", FLOWED, "text/plain; format=flowed"),
        text="The lamp came broken and the box was open.\n\n-- \nAnn",
        case="c563",
    ),
    Letter(
        564,
        mail(564, "b564@buyers.example", "lamp", NOISE, encoding="7bit").replace(b"7bit", b"base64"),
        text=COMMON,
        case="c564",
    ),
    Letter(
        565,
        mail(
            565,
            "b565@buyers.example",
            "lamp",
            quopri.encodestring(FRENCH.encode()) + b"\n= et =ZZ voil=C3",
            encoding="7bit",
        ).replace(b"7bit", b"quoted-printable"),
        text=f"{FRENCH}...",
        case="c565",
    ),
    Letter(
        566,
        mail(566, "b566@buyers.example", "lamp", NAMED, NAMED_KIND),
        text="见附件",
        case="c566",
        files=(("破损.jpg", PHOTO), ("图片.jpg", PHOTO + b"2"), ("照片 3.jpg", PHOTO + b"3")),
    ),
    # A photo and no word.
    Letter(
        567,
        mail(567, "b567@buyers.example", "broken lamp", BARE, BARE_KIND),
        case="c567",
        files=(("IMG_1.jpg", PHOTO),),
    ),
    Letter(
        568,
        mail(568, "b568@buyers.example", "lamp", "Hello,\nFrom what I see the lamp is broken.\nFrom Ann"),
        text="Hello,\nFrom what I see the lamp is broken.\nFrom Ann",
        case="c568",
    ),
    # No id at all: twice the same is once.
    Letter(
        569,
        mail(569, "b569@buyers.example", "lamp", "Where is my lamp?", name=None),
        text="Where is my lamp?",
        case="c569",
    ),
    Letter(
        569,
        b"Received: from b; Mon, 16 Nov 2026 19:00:00 +0000\n"
        + mail(569, "b569@buyers.example", "lamp", "Where is my lamp?", name=None),
        case="c569",
        copy=True,
    ),
    # One id for two mails: some programs number each mail the same.
    Letter(
        570,
        mail(570, "b570@buyers.example", "lamp", "The first lamp is broken.", name="1@buyers.example"),
        text="The first lamp is broken.",
        case="c570",
    ),
    Letter(
        571,
        mail(571, "b571@buyers.example", "mug", "My mug never came.", name="1@buyers.example"),
        text="My mug never came.",
        case="c571",
    ),
    Letter(
        572,
        mail(572, f'"{DESK}" <b572@buyers.example>', "lamp", "Do not take my name for an address."),
        text="Do not take my name for an address.",
        case="c572",
    ),
]
DAMAGED = [*CHARSETS, *SUBJECTS, *SHAPES]
