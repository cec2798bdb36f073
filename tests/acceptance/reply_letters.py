"""Answers with the history that mail programs put below them: only what is above was written now."""

from tests.acceptance.letters import DESK, Letter, mail, part, parts

EN, FR, ZH = (
    "The parcel has still not arrived. It is a week late now.",
    "Le colis n'est toujours pas arrivé, il a une semaine de retard.",
    "快递还没到，已经晚了一个星期了",
)
OLD_EN = "You asked how to switch the lamp on: hold the button for three seconds, as in the manual."
OLD_FR = "Vous demandiez comment allumer la lampe : appuyez trois secondes, voir la notice."
OLD_ZH = "您问的台灯怎么用：长按开关三秒就亮了，说明书上有步骤"
SHOP = f"Lantern House <{DESK}>"


def _quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


GMAIL_HTML, GMAIL_KIND = parts(
    part("text/plain; charset=utf-8", "\n"),
    part(
        "text/html; charset=utf-8",
        f'<div dir="ltr">{EN}</div><br><div class="gmail_quote"><div>On Mon, Nov '
        f'16, 2026 at 9:00 AM Lantern House &lt;<a href="mailto:{DESK}">{DESK}</a>&gt; wrote:<br></div>'
        f"<blockquote><div>{OLD_EN}</div></blockquote></div>",
    ),
    kind="alternative",
)
# What was written now, in which language, and everything below it.
BELOW: tuple[tuple[str, str, str], ...] = (
    ("en", EN, f"On Mon, Nov 16, 2026 at 9:00 AM Lantern House <{DESK}> wrote:\n\n{_quoted(OLD_EN)}"),
    (
        "en",
        EN,
        f"On Mon, Nov 16, 2026 at 9:00 AM Lantern House and Sons Trading\n<{DESK}> wrote:\n\n"
        f"{_quoted(OLD_EN)}",
    ),
    ("fr", FR, f"Le lun. 16 nov. 2026 à 09:00, Lantern House <{DESK}> a écrit :\n\n{_quoted(OLD_FR)}"),
    ("zh-Hans", ZH, f"Lantern House <{DESK}> 于2026年11月16日周一 17:00写道：\n\n{_quoted(OLD_ZH)}"),
    (
        "en",
        EN,
        f"________________________________\nFrom: {SHOP}\nSent: Monday, November 16, 2026 9:00 AM\n"
        f"To: ann@buyers.example\nSubject: Your lamp\n\n{OLD_EN}\n",
    ),
    (
        "en",
        EN,
        f"Get Outlook for iOS<https://aka.example/o0ukef>\n________________________________\nFrom: {SHOP}\n"
        f"Sent: Monday, November 16, 2026 9:00:12 AM\nTo: Ann\nSubject: Re: Your lamp\n\n{OLD_EN}\n",
    ),
    (
        "fr",
        FR,
        f"De : {SHOP}\nEnvoyé : lundi 16 novembre 2026 09:00\nÀ : Claire\nObjet : Votre lampe\n\n{OLD_FR}\n",
    ),
    ("zh-Hans", ZH, f"发件人: {SHOP}\n发送时间: 2026年11月16日 17:00\n收件人: 王\n主题: 台灯\n\n{OLD_ZH}\n"),
    ("en", EN, f"> On 16 Nov 2026, at 09:00, {SHOP} wrote:\n> \n{_quoted(OLD_EN)}"),
    ("fr", FR, f"Envoyé de mon iPhone\n\n> Le 16 nov. 2026 à 09:00, {SHOP} a écrit :\n> \n{_quoted(OLD_FR)}"),
    ("zh-Hans", ZH, f"发自我的iPhone\n\n> 在 2026年11月16日，17:00，{SHOP} 写道：\n> \n{_quoted(OLD_ZH)}"),
    (
        "zh-Hans",
        ZH,
        '------------------&nbsp;原始邮件&nbsp;------------------\n发件人: "Lantern House" '
        f'<{DESK}>;\n发送时间:&nbsp;2026年11月16日(星期一) 下午5:00\n收件人:&nbsp;"王"<wang@qq.example>;\n'
        f"主题:&nbsp;Re: 台灯\n\n{OLD_ZH}\n",
    ),
    ("zh-Hans", ZH, f"------------------ 原始邮件 ------------------\n{OLD_ZH}\n"),
    (
        "zh-Hans",
        ZH,
        f"wang@qq.example\n \n发件人： Lantern House\n发送时间： 2026-11-16 17:00\n收件人： wang\n主题： "
        f"Re: 台灯\n{OLD_ZH}\n",
    ),
    (
        "zh-Hans",
        ZH,
        f"wang@qq.example\n \nFrom: Lantern House\nDate: 2026-11-16 17:00\nTo: wang\nSubject: Re: 台灯\n"
        f"{OLD_ZH}\n",
    ),
    ("zh-Hans", ZH, f'在 2026-11-16 17:00:00，"Lantern House" <{DESK}> 写道：\n\n{OLD_ZH}\n'),
    ("zh-Hans", ZH, f'At 2026-11-16 17:00:00, "Lantern House" <{DESK}> wrote:\n\n{_quoted(OLD_ZH)}'),
    (
        "zh-Hans",
        ZH,
        f"---- 回复的原邮件 ----\n| 发件人 | Lantern House<{DESK}> |\n| 日期 | 2026年11月16日 17:00 |\n"
        f"| 收件人 | <wang@qq.example> |\n| 主题 | Re: 台灯 |\n{OLD_ZH}\n",
    ),
    ("en", EN, f"-----Original Message-----\nFrom: {SHOP}\nSent: 16 November 2026 09:00\n\n{OLD_EN}\n"),
    (
        "fr",
        FR,
        f"-----Message d'origine-----\nDe : {SHOP}\nEnvoyé : lundi 16 novembre 2026 09:00\n\n{OLD_FR}\n",
    ),
)


def _letter(place: int, language: str, own: str, below: str) -> Letter:
    n = 200 + place
    whole = f"{own}\n\n{below}"
    return Letter(
        n,
        mail(n, f"Buyer <buyer{n}@buyers.example>", "Re: lamp", whole),
        text=f"{own}...",
        case=f"reply{n}",
        language=language,
        about="delayed",
    )


REPLIES = [
    *(_letter(place, *told) for place, told in enumerate(BELOW)),
    Letter(
        240,
        mail(240, "Gmail <html@buyers.example>", "Re: lamp", GMAIL_HTML, GMAIL_KIND),
        text=f"{EN}...",
        case="gmail-html",
        language="en",
        about="delayed",
    ),
    Letter(
        241,
        mail(241, "Below <below@buyers.example>", "Re: lamp", f"{_quoted(OLD_EN)}\n{EN}\n"),
        text=f"{_quoted(OLD_EN)}\n{EN}",
        case="below",
        language="en",
        about="delayed",
    ),
]
