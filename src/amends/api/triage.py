"""POST /triage: what messages are about. Nothing is kept."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from amends.api.auth import reached
from amends.api.errors import FAULTS
from amends.triage.classify import classify
from amends.triage.judgement import TriageFacts

router = Router(tags=["triage"])


class FactsIn(Schema):
    """What is known besides the words; all of it may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    order_state: str | None = None
    parcel_state: str | None = None
    is_delivered: bool | None = None
    platform_completed: bool | None = None
    marketplace: str | None = None
    has_order: bool | None = None
    offered_options: int | None = None
    attachments: int | None = None
    subject: str | None = None
    products: list[str] | None = None


class MessageIn(Schema):
    """A message: any id, its words, its language where known."""

    id: str | int
    text: str = Field(max_length=200_000)
    language: str | None = None
    facts: FactsIn | None = None


class MessagesIn(Schema):
    messages: list[MessageIn] = Field(max_length=500)


@router.post(
    "",
    response={200: dict[str, list[dict[str, Any]]], **FAULTS},
    summary="Tell what messages are about, in the words of `amends triage`",
)
def triage(request: HttpRequest, given: MessagesIn) -> dict[str, Any]:
    reached(request, "see_cases")
    return {"judgements": [_judged(message) for message in given.messages]}


def _judged(message: MessageIn) -> dict[str, Any]:
    facts = None
    if message.facts is not None:
        said: dict[str, Any] = message.facts.model_dump(exclude_none=True)
        facts = TriageFacts(**said | {"products": tuple(said.get("products", ()))})
    judged = classify(message.text, language_hint=message.language, facts=facts)
    return {"id": message.id, **judged.document()}
