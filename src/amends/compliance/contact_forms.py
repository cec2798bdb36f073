"""How telephone numbers and addresses of mail are written, and what looks like one and is none."""

import re

_BETWEEN = r"[ \-./()_*~·|,:]{0,3}"
DIGITS = re.compile(rf"(?<![a-z0-9])[+(]{{0,2}}[0-9](?:{_BETWEEN}[0-9]){{6,18}}(?![0-9])")
SEVEN_DIGITS = re.compile("[0-9](?:[^0-9]{0,3}[0-9]){6}")
# Days, order numbers, times of day, numbers longer than any telephone's, amounts.
NO_PHONE = re.compile(
    r"[0-9s](?:"
    r"(?<=[0-9])(?<![0-9][0-9])(?:(?:[0-9]{3}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]?[-./][0-9]{1,2}[-./][0-9]{4})(?![0-9])"
    r"|(?:[0-9]{2}-[0-9]{7}-[0-9]{7}|[0-9]-[0-9]{5}-[0-9]{5}|[0-9]{5}-[0-9]{15}|[0-9]{2}-[0-9]{17})(?![0-9]))"
    r"|(?<=s)(?<![0-9]s)[0-9]{2}-[0-9]{7}-[0-9]{7}(?![0-9])"
    r"|(?<=[0-9])(?:[0-9]?:[0-9]{2}(?::[0-9]{2})?|[0-9]{12,})"
    r"|(?<=[0-9])(?<![0-9][0-9])[0-9]{0,2}(?:[, ][0-9]{3})*[.,][0-9]{2} ?(?:eur|usd|gbp|cny|[€$£¥元])"
    r")"
)
SHAPES = re.compile(
    r"\+[0-9]{8,15}|(?:\+|00)?(?:86)?1[3-9][0-9]{9}|(?:\+?33|0033)[1-9][0-9]{8}|0[1-9][0-9]{8,9}"
    r"|[48]00[0-9]{7}|00[1-9][0-9]{8,13}"
)
GROUPED = re.compile(
    r"\(?[0-9]{3}\)?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}|1[ .-]\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}"
    r"|\(?0[0-9]{2,4}\)?[ -][0-9]{3,4} ?-?[0-9]{3,4}|0[0-9]( ?[0-9]{2}){4}|0[0-9](\.[0-9]{2}){4}"
)
PHONE_WORD = re.compile(
    r"(?<![a-z])(?:phone|tel|call|ring|dial|text me|text us|sms|mobile|cell|my number|reach (?:me|us)"
    r"|hotline|landline|whats ?app|telegram|viber|appel\w*|joign\w*|telephon\w*|portable|numero est"
    r"|composez|notre ligne)(?![a-z])"
    r"|电话|手机|座机|固话|热线|致电|拨打|打给|打我|联系我|号码|微信|薇信|v信|vx|wx|威信|扣扣|企鹅|qq"
)
NUMBER_WORD = re.compile(
    r"(?<![a-z])(?:order|tracking|parcel|item|article|invoice|reference|ref|sku|ean|isbn|asin|serial|model"
    r"|commande|suivi|colis|facture|serie|modele|code|claim|case|reclamation)(?![a-z])"
    r"|单号|订单|运单|编号|货号|型号|序列号|条码|发票"
)
RETURN_ADDRESS = re.compile(
    r"退货地址|收件人|寄回|寄到|退回地址|收货人|return address|send it back to|adresse de retour"
)
CARRIER = re.compile(
    r"(?<![a-z])(?:ups|fedex|dhl|usps|gls|dpd|evri|hermes|yodel|tnt|ems|royal mail|parcelforce|la poste|poste"
    r"|colissimo|chronopost|mondial relay|relais colis|colis prive|geodis|bpost|postnl|carrier|courier"
    r"|transporteur|post office|canada post|ontrac)(?![a-z])"
    r"|顺丰|圆通|中通|申通|韵达|极兔|邮政|京东物流|德邦|菜鸟|百世|快递公司|快递客服|快递电话|物流公司|网点"
)
OURS = re.compile(
    r"(?<![a-z])(?:me|us|our|my|mine|i'm|i am|we're|moi|nous|notre|nos|mon|je)(?![a-z])"
    r"|我|咱|本店|小店|店主|老板"
)
MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}|(?:0|33|0033)[67][0-9]{8}|(?:0|44|0044)7[0-9]{9}")
CHINESE_DIGITS = dict(
    zip("〇零○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "00012345678912123456789", strict=True)
)
CHINESE_SIGNS = frozenset(CHINESE_DIGITS)
_CHINESE_DIGIT = f"[{''.join(CHINESE_DIGITS)}0-9]"
CHINESE_RUN = re.compile(rf"{_CHINESE_DIGIT}(?:[ \-.,~*]{{0,2}}{_CHINESE_DIGIT}){{6,14}}")
_ENGLISH = ("zero", "oh", "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_FRENCH = (
    *("zero", "un", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze"),
    *("douze", "treize", "quatorze", "quinze", "seize", "vingt", "vingts", "trente", "quarante"),
    *("cinquante", "soixante"),
)
SPELT_DIGITS = frozenset((*_ENGLISH, *_FRENCH)) - {"un", "une"}
_ENGLISH_DIGIT = f"(?:{'|'.join(_ENGLISH)}|double|triple)"
_FRENCH_NUMBER = f"(?:{'|'.join(sorted(_FRENCH, reverse=True))})"
SPELT = re.compile(
    rf"(?<![a-z])(?:{_ENGLISH_DIGIT}[ ,.-]{{1,3}}){{6,20}}{_ENGLISH_DIGIT}(?![a-z])"
    rf"|(?<![a-z])zero(?:[ ,.-]{{1,3}}(?:et[ -])?{_FRENCH_NUMBER}){{4,20}}(?![a-z])"
)
_AT = r"(?: ?@ ?| ?[\[({<] ?(?:at|arobase|@) ?[\])}>] ?| arobase | at | 艾特 ?|艾特)"
_DOT = r"(?: ?\. ?| ?[\[({<] ?(?:dot|point|\.) ?[\])}>] ?| dot | point |点)"
_ENDS = r"(?:com|net|org|cn|fr|de|uk|co|eu|info|shop|store|io|me|hk|tw|be|ch|us|ca|it|es|biz|top|vip|online)"
MAIL = re.compile(
    rf"(?<![a-z0-9_%+-])[a-z0-9][a-z0-9_%+-]{{0,63}}(?:(?:\.| dot | point )[a-z0-9_%+-]{{1,63}}){{0,4}}{_AT}"
    rf"(?:[a-z0-9-]{{1,63}}{_DOT}){{1,5}}{_ENDS}(?![a-z])"
    r"|(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64} ?@ ?"
    r"(?:gmail|hotmail|outlook|yahoo|icloud|qq|163|126|foxmail|orange|proton)(?![a-z])"
)
MAIL_SIGNS = re.compile("[@a艾](?:(?<=@)|(?<= a)t |robase|特|t[])}>])")
HANDLE = re.compile(r"(?<![a-z0-9._%+\u4e00-\u9fff-])@[a-z0-9_]{4,30}(?![a-z0-9@.])")
