"""JSON as it was written: a number with a point is a decimal, and NaN is none."""

import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class ExactNumbers(Parser):
    """What comes in is read without binary fractions: amounts and rates stay what they are."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, parse_float=Decimal, parse_constant=_refuse)


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no number")
