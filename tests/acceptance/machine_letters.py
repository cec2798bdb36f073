"""What no person wrote: reports of mail servers, and answers that send themselves."""

from tests.acceptance.letters import (
    AUTOMATIC,
    BOUNCE,
    DESK,
    NOTIFICATION,
    Letter,
    answering,
    mail,
    named,
    part,
    parts,
)

ORDER = "202611160101"
ZOE, SENT = "zoe@buyers.example", "ours-1@lantern.example"
DAEMON = "MAILER-DAEMON@mx.lantern.example (Mail Delivery System)"
RETURNED = f"Message-ID: <{SENT}>\nFrom: {DESK}\nTo: {ZOE}\nSubject: Re: lamp\n\nIt is on its way.\n"
BY_PROGRAM = "multipart/report; report-type="


def _report(action: str, words: str, *, returned: str = "message/rfc822") -> tuple[bytes, str]:
    of_each = f"Final-Recipient: rfc822; {ZOE}\nAction: {action}\nStatus: 5.1.1\n"
    status = f"Reporting-MTA: dns; mx.lantern.example\n\n{of_each}"
    return parts(
        part("text/plain", words),
        part("message/delivery-status", status),
        part(returned, RETURNED),
        kind="report",
        more="; report-type=delivery-status",
    )


READ, READ_KIND = parts(
    part("text/plain", "Your message was read."),
    part(
        "message/disposition-notification",
        f"Final-Recipient: rfc822; {ZOE}\nDisposition: manual-action/MDN-sent-manually; displayed\n",
    ),
    kind="report",
    more="; report-type=disposition-notification",
)
QMAIL = (
    "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver it.\n\n"
    f"<{ZOE}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
    "--- Below this line is a copy of the message.\n\n"
    f"{RETURNED}"
)
QQ = (
    "<html><body><p>抱歉，您的邮件被退回来了……</p>"
    f"<p>收件人：{ZOE}</p><p>退信原因：收件人邮箱地址不存在</p></body></html>"
)

# The reply of ours that comes back; what is known of it is the Message-ID of the mail that is returned.
REPORTS = [
    Letter(
        300,
        mail(300, f"Zoe <{ZOE}>", f"Order {ORDER}", "The lamp is broken, what now?"),
        text="The lamp is broken, what now?",
        case="zoe",
        order=ORDER,
    ),
    Letter(
        301,
        mail(
            301,
            f"Lantern House <{DESK}>",
            f"Re: Order {ORDER}",
            "It is on its way.",
            to=ZOE,
            name=SENT,
            head=answering(named(300)),
        ),
        text="It is on its way.",
        case="zoe",
        order=ORDER,
        direction="out",
    ),
    Letter(
        302,
        mail(302, DAEMON, "Undelivered Mail Returned to Sender", *_report("failed", "I'm sorry.")),
        BOUNCE,
        text="I'm sorry....",
        case="zoe",
    ),
    Letter(
        303,
        mail(
            303,
            DAEMON,
            "Returned mail: see transcript for details",
            *_report("failed", "The following address had errors.", returned="text/rfc822-headers"),
        ),
        BOUNCE,
        text="The following address had errors....",
        case="zoe",
    ),
    Letter(
        304,
        mail(
            304,
            "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.example>",
            "未送达: Re: lamp",
            *_report("failed", "邮件无法送达。"),
        ),
        BOUNCE,
        text="邮件无法送达。...",
        case="zoe",
    ),
    Letter(
        305,
        mail(305, DAEMON, "Delayed Mail (still being retried)", *_report("delayed", "It is not yet there.")),
        NOTIFICATION,
        text="It is not yet there....",
        case="zoe",
    ),
    Letter(
        306,
        mail(
            306,
            "postmaster@corp.example",
            "Successful Mail Delivery Report",
            *_report("delivered", "It arrived."),
        ),
        NOTIFICATION,
        text="It arrived....",
        case="zoe",
    ),
    Letter(
        307,
        mail(307, "MAILER-DAEMON@mx.example", "failure notice", QMAIL, None),
        BOUNCE,
        text="Hi. This is the qmail-send program...",
        case="zoe",
    ),
    Letter(
        308,
        mail(
            308,
            "PostMaster@qq.example",
            "系统退信/Systems bounce",
            QQ.encode("gb18030"),
            "text/html; charset=gb18030",
        ),
        BOUNCE,
        text="抱歉，您的邮件被退回来了……...",
    ),
    Letter(
        309,
        mail(
            309,
            "Postmaster <Postmaster@163.example>",
            "=?gbk?B?z7XNs83L0MU=?=",
            "您的邮件被退回。",
            head="Return-Path: <>",
        ),
        BOUNCE,
        text="您的邮件被退回。",
        subject="系统退信",
    ),
    Letter(
        310,
        mail(
            310,
            "Mail Delivery System <Mailer-Daemon@mx.example>",
            "Mail delivery failed: returning message to sender",
            f"It failed.\n\n{RETURNED}",
            head=f"X-Failed-Recipients: {ZOE}\nAuto-Submitted: auto-replied",
        ),
        BOUNCE,
        text="It failed....",
        case="zoe",
    ),
    Letter(
        311,
        mail(
            311,
            "Mail Delivery Subsystem <mailer-daemon@gmail.example>",
            "Delivery Status Notification (Delay)",
            "Will try for 47 hours.",
            head=answering(SENT),
        ),
        NOTIFICATION,
        text="Will try for 47 hours.",
        case="zoe",
    ),
    Letter(
        312,
        mail(
            312,
            "postmaster@corp.example",
            "Message non distribuable : Re: lamp",
            "Adresse inconnue.",
            head=answering(SENT),
        ),
        BOUNCE,
        text="Adresse inconnue.",
        case="zoe",
    ),
    # A buyer who writes of a delivery that failed is no mail server.
    Letter(
        313,
        mail(313, "Max <max@buyers.example>", "Delivery failed", "The courier says delivery failed. Again!"),
        text="The courier says delivery failed. Again!",
        case="max",
    ),
]

ANSWERS = [
    Letter(
        330,
        mail(
            330,
            f"Zoe <{ZOE}>",
            "Automatic reply: Re: lamp",
            "I am away until Monday.",
            head="Auto-Submitted: auto-replied\n" + answering(SENT),
        ),
        AUTOMATIC,
        text="I am away until Monday.",
        case="zoe",
    ),
    Letter(
        331,
        mail(
            331,
            f"Zoe <{ZOE}>",
            "Out of office",
            "Back on Monday.",
            head="X-Autoreply: yes\n" + answering(SENT),
        ),
        AUTOMATIC,
        text="Back on Monday.",
        case="zoe",
    ),
    Letter(
        332,
        mail(332, "王 <wang@qq.example>", "自动回复:Re: 台灯", "您好，邮件已收到，我会尽快回复您"),
        AUTOMATIC,
        text="您好，邮件已收到，我会尽快回复您",
    ),
    Letter(
        333,
        mail(
            333,
            "Claire <claire@buyers.example>",
            "Réponse automatique : Re: lampe",
            "Absente jusqu'au 20 novembre, je lirai votre message à mon retour.",
        ),
        AUTOMATIC,
        text="Absente jusqu'au 20 novembre, je lirai votre message à mon retour.",
    ),
    Letter(
        334,
        mail(
            334,
            "Bob <bob@buyers.example>",
            "Automatic reply: lamp",
            "On holiday till the 30th.",
            head="X-Auto-Response-Suppress: All",
        ),
        AUTOMATIC,
        text="On holiday till the 30th.",
    ),
    Letter(
        335,
        mail(335, f"Zoe <{ZOE}>", "Lu : Re: lamp", READ, READ_KIND, head=answering(SENT)),
        AUTOMATIC,
        text="Your message was read....",
        case="zoe",
    ),
    # A person who answers our own automatic answer wrote themselves.
    Letter(
        336,
        mail(336, "Bea <bea@buyers.example>", "Re: Automatic reply: lamp", "The lamp flickers. Please help!"),
        text="The lamp flickers. Please help!",
        case="bea",
    ),
    Letter(
        337,
        mail(337, "赵 <zhao@163.example>", "回复：自动回复：台灯", "台灯不亮了，能换一个吗"),
        text="台灯不亮了，能换一个吗",
        case="zhao",
    ),
]
