"""Buyers write through relays and on their own: three languages, threads, numbers, copies, photos."""

from tests.acceptance.letters import (
    CLAIM_OPENED,
    DESK,
    NOTIFICATION,
    ORDER_PLACED,
    Letter,
    answering,
    mail,
    named,
    part,
    parts,
)

PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
US, FR, LATE, TWO_A, TWO_B, OTHERS = (
    "112-8841907-5530612",
    "404-3319274-1180345",
    "113-5550001-7770001",
    "114-1000001-2000001",
    "114-1000002-2000002",
    "111-9990001-8880001",
)
ANN, CLAIRE, LI, BOTH = (
    "q7v2annx81@marketplace.amazon.com",
    "zz81claire5@marketplace.amazon.fr",
    "k4l9li0002@marketplace.amazon.com",
    "b2o3both44@marketplace.amazon.com",
)
AMAZON_ORDERS = {US: ANN, FR: CLAIRE, LATE: LI, TWO_A: BOTH, TWO_B: BOTH, OTHERS: ""}

WHERE = "Hi, order 112-8841907-5530612 was due on Friday and the tracking has not moved. Where is my parcel?"
DEJA = "Bonjour, ma commande 404-3319274-1180345 est arrivée cassée, le pot est en mille morceaux."
SIGNED = "It says delivered but nothing is here."


def _with_photo() -> tuple[bytes, str]:
    """Words in GB2312 and a photo whose Chinese name is in the form of RFC 2231."""
    body, kind = parts(
        part("text/plain; charset=gb2312", "看图，杯子碎了".encode("gb2312")),
        part(
            "image/png",
            PHOTO,
            head="Content-Disposition: attachment;\n"
            " filename*0*=utf-8''%E7%A0%B4%E6%8D%9F;\n filename*1*=%E7%85%A7%E7%89%87.png\n",
        ),
    )
    return body, kind


AMAZON = [
    Letter(
        0,
        mail(0, f'"Ann (via Amazon)" <{ANN}>', f"Inquiry from Amazon customer Ann (Order: {US})", WHERE),
        text=WHERE,
        case="ann",
        order=US,
        language="en",
        about="delayed",
    ),
    # The same mail twice: by its id, without one, and on another way.
    Letter(
        0,
        mail(0, f'"Ann (via Amazon)" <{ANN}>', f"Inquiry from Amazon customer Ann (Order: {US})", WHERE),
        case="ann",
        copy=True,
    ),
    Letter(
        0,
        b"Received: from a.relay.example by mx2.lantern.example; Mon, 16 Nov 2026 09:00:09 +0000\n"
        b"Delivered-To: second@lantern.example\n"
        + mail(0, f'"Ann (via Amazon)" <{ANN}>', f"Inquiry from Amazon customer Ann (Order: {US})", WHERE),
        case="ann",
        copy=True,
    ),
    Letter(
        2,
        mail(2, f"Claire <{CLAIRE}>", f"Commande n° {FR} : article endommagé", DEJA),
        text=DEJA,
        case="claire",
        order=FR,
        language="fr",
        about="damaged",
    ),
    Letter(
        3,
        mail(
            3,
            f"Claire <{CLAIRE}>",
            f"Re: Commande n° {FR} : article endommagé",
            "Je vous joins une photo, merci de me renvoyer un pot intact.",
            head=answering(named(2)),
        ),
        text="Je vous joins une photo, merci de me renvoyer un pot intact.",
        case="claire",
        order=FR,
    ),
    # A relay's new thread: the known sender and the number.
    Letter(
        4,
        mail(4, f"Ann <{ANN}>", f"Order {US}", "Any news? I have been waiting for a week now."),
        text="Any news? I have been waiting for a week now.",
        case="ann",
        order=US,
        language="en",
    ),
    # Neither thread nor number: the sender is known by the order's address, and has this one alone.
    Letter(
        5,
        mail(5, f"李 <{LI}>", "问一下", "你好，我的包裹怎么还没到？物流好几天没动了"),
        text="你好，我的包裹怎么还没到？物流好几天没动了",
        case="li",
        order=LATE,
        language="zh-Hans",
    ),
    Letter(
        6,
        mail(6, f"李 <{LI}>", "回复", "麻烦快点催一下快递，急用"),
        text="麻烦快点催一下快递，急用",
        case="li",
        order=LATE,
        language="zh-Hans",
    ),
    # Two orders and no number: it is nobody's but the sender's.
    Letter(
        7,
        mail(7, f"B. <{BOTH}>", "Broken", "One of the two mugs has a crack. What now?"),
        text="One of the two mugs has a crack. What now?",
        case="both",
    ),
    Letter(
        8,
        mail(8, f"B. <{BOTH}>", f"Order {TWO_B}", "The lamp is damaged, the shade is broken."),
        text="The lamp is damaged, the shade is broken.",
        case="both-b",
        order=TWO_B,
        about="damaged",
    ),
    # A stranger with Ann's number: a person is asked, nothing is joined.
    Letter(
        9,
        mail(
            9,
            "Steve <steve@elsewhere.example>",
            f"my order {US}",
            f"Please send the parcel of order {US} to my new address instead.",
        ),
        text=f"Please send the parcel of order {US} to my new address instead.",
        case="steve",
        offered=US,
    ),
    # A stranger with a number that nobody else has written about.
    Letter(
        10,
        mail(10, "Oda <oda@elsewhere.example>", f"Order {OTHERS}", SIGNED),
        text=SIGNED,
        case="oda",
        order=OTHERS,
        about="delivered_not_received",
    ),
    # A number that no file has brought.
    Letter(
        11,
        mail(11, "Pat <p4t0001@marketplace.amazon.com>", "Order 113-0000000-9999999", "Where is it?"),
        text="Where is it?",
        case="pat",
    ),
    Letter(
        12,
        mail(12, f"=?gb2312?B?wO7Qob3j?= <{LI}>", "=?gb2312?B?1dXGrA==?=", *_with_photo(), encoding="7bit"),
        text="看图，杯子碎了",
        case="li",
        order=LATE,
        subject="照片",
        files=(("破损照片.png", PHOTO),),
    ),
    # Our own answer, as the relay's sent folder has it: no thread, the address alone says whom it is to.
    Letter(
        13,
        mail(13, f"Lantern House <{DESK}>", f"Order {US}", "Dear Ann, the carrier has found it.", to=ANN),
        text="Dear Ann, the carrier has found it.",
        case="ann",
        order=US,
        direction="out",
    ),
]

EBAY_ONE, EBAY_TWO = "21-10457-88231", "21-10457-88232"
TONY, EVE = "m_tony81@members.ebay.co.uk", "m_eve902@members.ebay.com"
EBAY_ORDERS = {EBAY_ONE: TONY, EBAY_TWO: ""}
EBAY = [
    Letter(
        0,
        mail(
            0,
            f'"eBay - tony_garage" <{TONY}>',
            "Tony has sent a question about item #2034, Lamp",
            "Hi mate, one of the four mugs is missing from the box.",
        ),
        text="Hi mate, one of the four mugs is missing from the box.",
        case="tony",
        order=EBAY_ONE,
        language="en",
        about="missing_item",
    ),
    # The platform sends it, the buyer is whom the answer goes to.
    Letter(
        1,
        mail(
            1,
            '"eBay Member: eve_w" <ebay@ebay.com>',
            f"eve_w sent a message about order {EBAY_TWO}",
            "Please use Royal Mail, Evri never finds us.",
            head=f"Reply-To: eve_w <{EVE}>",
        ),
        text="Please use Royal Mail, Evri never finds us.",
        case="eve",
        order=EBAY_TWO,
        sender=EVE,
    ),
    Letter(
        2,
        mail(
            2,
            f"eve_w <{EVE}>",
            f"Re: order {EBAY_TWO}",
            "Sent with Evri all the same! Not happy.",
            head=answering(named(1)),
        ),
        text="Sent with Evri all the same! Not happy.",
        case="eve",
        order=EBAY_TWO,
    ),
    Letter(
        3,
        mail(3, "eBay <ebay@ebay.co.uk>", f"Your item sold! Order {EBAY_TWO}", "Time to post it."),
        ORDER_PLACED,
        text="Time to post it.",
        order=EBAY_TWO,
        case="eve",
    ),
    Letter(
        4,
        mail(4, "eBay <ebay@ebay.co.uk>", f"A buyer opened a return: {EBAY_ONE}", "Return request 5001."),
        NOTIFICATION,
        text="Return request 5001.",
        order=EBAY_ONE,
        case="tony",
    ),
    Letter(
        5,
        mail(5, "eBay <ebay@ebay.co.uk>", f"Case opened: item not received {EBAY_TWO}", "Answer by Friday."),
        CLAIM_OPENED,
        text="Answer by Friday.",
        order=EBAY_TWO,
        case="eve",
    ),
]
