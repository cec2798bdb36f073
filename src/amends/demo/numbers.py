"""Numbers that look drawn and never come twice: an index, scattered."""

from functools import lru_cache

from amends.demo.chance import seed_of

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_STEP = 6_364_136_223_846_793_005  # odd and no multiple of 5: its multiples meet every number of n digits


def digits(index: int, count: int, *salt: object) -> str:
    """`count` digits for an index below 10**count; two indexes never have the same ones."""
    return f"{(index * _STEP + _offset(*salt)) % 10**count:0{count}d}"


def filled(form: str, index: int, *salt: object) -> str:
    """A form with its # as digits and its @ as letters: `VM#########GB`."""
    drawn = digits(index, form.count("#"), form, *salt)
    told: list[str] = []
    place = 0
    for sign in form:
        if sign == "#":
            sign, place = drawn[place], place + 1
        elif sign == "@":
            sign = LETTERS[(index + len(told)) % len(LETTERS)]
        told.append(sign)
    return "".join(told)


@lru_cache(maxsize=1_024)
def _offset(*salt: object) -> int:
    return seed_of("number", *salt)
