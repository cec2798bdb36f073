"""By which lines mail programs introduce what was said before, pass a mail on, and sign."""

import re

# Any of these may begin a fold: a text without them is wholly new.
PERHAPS = re.compile(
    r"""(?mix) ^[ \t]*(?:> | -{2,} | _{10,} | \*?(?:from|de|von|da|от|date|subject)\b
        | 发件人 | 寄件者 | 寄件人 | 發件人 | 差出人)
    | @[^\s<>]+>\s*[:：]\s*$ | 写道 | 寫道
    | wrote | [ée]crit | schrieb | escribi | escreveu | scritto | написал
    | sent\ (?:from|with) | envoy[ée] | gesendet | enviado | outlook
    | 发自 | 發自 | 来自 | 來自 | 傳送自 | 发送
    | forwarded | transf[ée]r | r[ée]exp[ée]di | weitergeleit | 转发 | 轉寄
    | regards | sincerely | cordialement | gr[üu](?:ß|ss)e | 此致 | 祝好
    """
)
VERB = re.compile(
    r"(?i)\b(?:wrote|a [ée]crit|schrieb|escribi[óo]|escreveu|ha scritto|написала?)\b.{0,160}:\s*$"
    r"|(?:写道|寫道)\s*[:：]\s*$"
)
BEGINS = re.compile(
    r"(?i)(?:on|at|le|am|el|em|il)\s|[在于於]|\d{1,4}[-./年]\d|[\"“'<]?[^\n]{1,80}<[^<>\s]+@[^<>\s]+>"
)
SENT_BY = re.compile(r"\d{4}.{0,80}<[^<>\s]+@[^<>\s]+>\s*[:：]$")  # a date and an address, without a verb
_GAP = r"(?:\ |&nbsp;|\xa0)*"
RULER = re.compile(
    rf"""(?ix)
    -{{2,}}{_GAP}(?:original(?:\ message|nachricht)?|message\ d['’]origine|message\ original
        |urspr[üu]ngliche\ nachricht|mensaje\ original|messaggio\ originale){_GAP}-{{2,}}
    | -{{2,}}{_GAP}(?:原始邮件|原始郵件|原邮件|原郵件|回复邮件
        |回复的原邮件|回覆的原郵件){_GAP}-*
    """
)
LINE = re.compile(r"_{10,}")
FORWARD = re.compile(
    rf"""(?ix)
    -{{2,}}{_GAP}(?:forwarded\ message|message\ transf[ée]r[ée]|weitergeleitete\ nachricht
        |转发的?邮件(?:信息)?|轉寄的?郵件|邮件转发){_GAP}-*
    | begin\ forwarded\ message\s*: | d[ée]but\ du\ message\ (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])\s*:
    | anfang\ der\ weitergeleiteten\ nachricht\s*: | 开始转发的邮件\s*[:：]
    | 以下是转发的?邮件\s*[:：]
    """
)
SENDER_FIELD = re.compile(
    r"(?i)[*\s>]*(?:from|de|von|da|发件人|發件人|寄件者|寄件人|差出人|exp[ée]diteur|от)"
    r"[*\s]*[:：][*\s]*(.*)"
)
OTHER_FIELD = re.compile(
    r"""(?ix)[*\s>]*(?:sent|date|to|cc|subject|reply-to|envoy[ée](?:\ le)?|[àa]|objet|répondre\ à
    |gesendet|datum|an|betreff|enviado|para|asunto|data|oggetto|inviato|отправлено|дата|кому|тема
    |发送时间|发送日期|日期|时间|收件人|抄送|主题|寄件日期|收件者
    |主旨|發送時間|主題|送信日時|宛先|件名)[*\s]*[:：][*\s]*(.*)"""
)
SUBJECT_FIELD = re.compile(
    r"(?i)[*\s>]*(?:subject|objet|betreff|asunto|oggetto|тема|主题|主旨|主題|件名)[*\s]*[:：]"
)
MARK = re.compile(r"--[ \xa0]?$")
DEVICE = re.compile(
    r"""(?ix)
    sent\ from\ (?:my\ |mail\ for\ |yahoo|outlook|sparrow) | sent\ with\ | get\ outlook\ for
    | envoy[ée]\ (?:de(?:puis)?\ (?:mon|ma|l)|à\ partir\ de) | enviado\ desde\ mi\
    | von\ meinem\ .{1,40}\ gesendet | gesendet\ (?:von|mit)\
    | 发自我?的 | 發自我的 | 从我的 | 從我的 | 来自我的 | 來自我的 | 傳送自
    | 发自\ ?(?:iphone|ipad|手机|网易) | 从\ ?windows.{0,10}发送
    """
)
FAREWELL = re.compile(
    r"""(?ix)(?:(?:(?:best|kind|warm)(?:est)?\ )?regards | best | sincerely | yours(?:\ truly|\ sincerely)?
    | cordialement | bien\ (?:à\ vous|cordialement) | mit\ freundlichen\ gr[üu](?:ß|ss)en
    | (?:viele|beste)\ gr[üu](?:ß|ss)e | 此致 | 敬礼 | 祝好 | 顺祝商祺)[,.!，。！]?$"""
)
CONTACT = re.compile(
    r"(?i)\b(?:tel|t[ée]l|phone|mobile|fax|www\.|https?://)|电话|手机|\+\d[\d ().-]{7,}|\S+@\S+\.\w"
)
ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@]+@[^\s<>()\[\]\",;:@]+")
UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\ufeff]")
