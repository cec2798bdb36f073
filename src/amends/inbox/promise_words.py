"""How people promise a time: the words in three languages by which a promise is told from other times."""

import re

APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "，": "，"})
NUMBERS = {
    word: number
    for number, words in {
        0.5: "half 半 demi", 1: "a an one un une 一", 2: "two deux 两 二", 3: "three trois 三",
        4: "four quatre 四", 5: "five cinq 五", 6: "six 六", 7: "seven sept 七", 8: "eight huit 八",
        9: "nine neuf 九", 10: "ten dix 十", 12: "twelve douze", 24: "vingt-quatre", 48: "quarante-huit",
    }.items()
    for word in words.split()
}  # fmt: skip
_N = r"\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_TO = r"(?:\s*(?:-|–|to|or|à|ou|到|至|~)\s*(?P<to>\d{1,3}))?"

DURATIONS = (
    re.compile(
        rf"\b(?:within|in|in less than|in under|no later than|at the latest in)(?: the)?(?: next)?"
        rf"(?: another)? (?P<n>{_N}){_TO}[ -]?(?P<unit>(?:business |working )?days?|hours?|hrs?|h\b"
        rf"|minutes?|mins?|weeks?)"
    ),
    re.compile(
        rf"\b(?:dans|sous|d'ici|en moins de|au plus tard (?:dans|sous))(?: les| l'| la)?(?: prochaines?)?"
        rf" ?(?P<n>{_N}){_TO} ?(?P<unit>heures?|h\b|jours?(?: ouvres| ouvrables)?|j\b|minutes?|min\b"
        rf"|semaines?)"
    ),
    re.compile(
        rf"(?P<n>\d{{1,3}}|[半一二两三四五六七八九十]){_TO}\s*个?(?P<unit>工作日|小时|钟头|分钟|天|日|周|星期|h)(?:之?以?内)"
    ),
)
UNITS = {
    "minute": "minutes", "min": "minutes", "分钟": "minutes",
    "hour": "hours", "hr": "hours", "h": "hours", "heure": "hours", "小时": "hours", "钟头": "hours",
    "day": "days", "jour": "days", "j": "days", "天": "days", "日": "days",
    "business day": "business_days", "working day": "business_days", "jours ouvre": "business_days",
    "jour ouvre": "business_days", "jours ouvrable": "business_days", "jour ouvrable": "business_days",
    "工作日": "business_days",
    "week": "weeks", "semaine": "weeks", "周": "weeks", "星期": "weeks",
}  # fmt: skip

_MONTH_NAMES = (
    "january jan janvier", "february feb fevrier", "march mar mars", "april apr avril", "may mai",
    "june jun juin", "july jul juillet", "august aug aout", "september sept sep septembre",
    "october oct octobre", "november nov novembre", "december dec decembre",
)  # fmt: skip
MONTHS = {name: at for at, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_DAY_NAMES = (
    "monday mon lundi 一", "tuesday tue mardi 二", "wednesday wed mercredi 三", "thursday thu jeudi 四",
    "friday fri vendredi 五", "saturday sat samedi 六", "sunday sun dimanche 日 天",
)  # fmt: skip
WEEKDAYS = {name: at for at, names in enumerate(_DAY_NAMES) for name in names.split()}
NAMED_DAYS = {
    "today": 0, "tonight": 0, "the end of the day": 0, "the end of today": 0, "this evening": 0,
    "tomorrow": 1, "the end of tomorrow": 1, "the day after tomorrow": 2,
    "aujourd'hui": 0, "ce soir": 0, "la fin de la journee": 0, "demain": 1, "demain soir": 1,
    "apres-demain": 2,
    "今天": 0, "今日": 0, "今晚": 0, "今天下班": 0, "明天": 1, "明日": 1, "明晚": 1, "后天": 2,
}  # fmt: skip


def _latin(names: object) -> str:
    found = [name for name in names if name.isascii()]  # type: ignore[attr-defined]
    return "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True))


def _chinese(names: object) -> str:
    found = [name for name in names if not name.isascii()]  # type: ignore[attr-defined]
    return "|".join(sorted(found, key=len, reverse=True))


_MONTH, _WEEKDAY, _NAMED = _latin(MONTHS), _latin(WEEKDAYS), _latin(NAMED_DAYS)
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-3])(?:(?: ?[h:.] ?)(?P<minute>[0-5]\d)| ?h\b)?"
    r" ?(?P<half>am|pm|a\.m|p\.m)?(?!\d|[-/])"
)
_LATIN_DAY = (
    rf"(?:(?:{_WEEKDAY}),? )?(?:the )?(?:(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th"
    rf"|er)?(?: of)? (?P<month>{_MONTH})\b"
    rf"|(?P<month2>{_MONTH}) (?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b)(?:,? (?P<year>20\d\d))?"
    rf"|(?P<named>{_NAMED})|(?:next )?(?P<weekday>{_WEEKDAY})"
)
MOMENTS = (
    re.compile(
        rf"\b(?:by|before|until|no later than|at the latest(?: by| on)?|au plus tard|avant|d'ici(?: a)?"
        rf"|jusqu'a)"
        rf"(?: le| la)? (?:(?:{_LATIN_DAY})\b(?:,? (?:at |a |vers |avant "
        rf"|by )?(?=\d{{1,2}} ?[h:.ap]){_CLOCK})?)"
    ),
    re.compile(
        rf"\b(?P<named>today|tonight|tomorrow|aujourd'hui|demain|ce soir),? (?:by|before|no later than"
        rf"|avant|d'ici)"
        rf" (?=\d{{1,2}} ?[h:.ap]){_CLOCK}"
    ),
    re.compile(
        rf"\b(?:by|before|no later than|avant|d'ici|au plus tard a) (?=\d{{1,2}} ?[h:.ap]){_CLOCK}"
        r"(?: (?P<named>today|tomorrow|aujourd'hui|demain))?"
    ),
    re.compile(
        rf"(?:(?P<month>1[0-2]|0?[1-9])月(?P<d>3[01]|[12]\d|0?[1-9])[日号]?"
        rf"|(?P<named>{_chinese(NAMED_DAYS)})|(?:本|这|下)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天]))"
        r"(?P<half>上午|中午|下午|晚上|早上)?(?:(?P<hour>[01]?\d|2[0-3])(?:[:：](?P<minute>[0-5]\d)"
        r"|[点时](?P<minute2>半)?))?"
        r"(?:下班)?(?:之?以?前|之内)"
    ),
    re.compile(
        r"(?<![\d月日])(?P<half>上午|中午|下午|晚上|早上)?(?P<hour>[01]?\d|2[0-3])(?:[:：](?P<minute>[0-5]\d)"
        r"|[点时](?P<minute2>半)?)(?:之?以?前)"
    ),
)

COMMITS = re.compile(
    r"\b(?:i|we|i'll|we'll|i'm|we're)\b|\byou(?:'ll| will)? (?:hear|get|have|receive)\b"
    r"|\b(?:person|colleague|team|agent|somebody|someone)\b|\b(?:will be|is|are) (?:sent|shipped"
    r"|refunded|answered|replaced)\b"
    r"|\b(?:je|on)\b|\bj'|\bnous\b(?! \w+(?:er|ir|re)\b)|\bvous (?:aurez|recevrez|serez|avez notre)"
    r"|\b(?:personne|collegue|conseiller|conseillere|equipe)\b"
    r"|\bvous ecrit\b|\b(?:sera|seront) (?:envoye|expedie|rembourse|remplace)"
    r"|回复|答复|联系|处理|补发|补寄|发出|发货|寄出|退款|退给|反馈|告知|告诉您|通知|更新|跟进|解决|安排|查清|核实|写信|消息|办好|给您"
)
CONDITIONS = re.compile(
    r"\b(?:if|once|as soon as|when|whenever|in case|whatever|unless)\b"
    r"|\b(?:si|s'il|s'ils|des que|des reception|une fois|lorsque|quand|en cas|quelle qu'elle soit)\b"
    r"|如果|若您|要是|一旦|收到[^，。]{0,8}后|收到后|签收后|退回后|到货后|付款后|审核通过后"
)
REQUESTS = re.compile(
    r"\bplease\b|\byou (?:can|may|must|should|need to|have to)\b|\bstill to be paid\b|\b(?:send|tell"
    r"|let|write to) (?:me|us)\b"
    r"|\b(?:veuillez|merci de|pourriez|pouvez|devez|il vous suffit|reste a)\b"
    r"|\b(?:envoyez|ecrivez|dites|repondez|gardez|payez)\b|请(?!放心|您放心)|麻烦|劳烦|您可以|您需|您有|建议您"
)
PAST = re.compile(
    r"\b(?:was|were|expect|expects|attendons|avons|ai|ont|a ete)\b"
    r"|(?<!be )\b(?:shipped|received|sent|refunded|delivered|arrived)\b"
    r"|已经|已于|预计|bank|banque|银行"
)
AFTERWARDS = re.compile(
    r"\s*(?:of (?:your|its|the arrival|receiv|receipt|getting)|after|once|if|from (?:receipt|your)"
    r"|suivant|apres|a compter|si )"
)
