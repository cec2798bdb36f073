"""POST /assess, GET /cases/{ref}/assessment, POST /cases/{ref}/facts."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Body, Router, Schema
from pydantic import Field

from amends.api.auth import holder, reached
from amends.api.errors import FAULTS
from amends.cases.queries import find_case
from amends.insights.case_document import case_assessment
from amends.playbooks.assess import assess
from amends.playbooks.assessment_document import assessment_document
from amends.playbooks.facts_document import clocks_document, facts_document
from amends.playbooks.facts_reading import facts_from_json
from amends.playbooks.noting import forget_fact, note_fact

Language = Literal["en", "zh-Hans", "fr"]
router = Router(tags=["assess"])


class FactIn(Schema):
    """An answer to what a case asks for; null takes it back."""

    name: str = Field(max_length=60)
    value: Any = None


@router.post(
    "/assess", response={200: dict[str, Any], **FAULTS}, summary="Judge one set of facts; nothing is kept"
)
def assess_facts(
    request: HttpRequest, facts: Body[dict[str, Any]], language: Language = "en"
) -> dict[str, Any]:
    """The facts as `amends assess --facts` takes them."""
    reached(request, "see_cases")
    known = facts_from_json(facts)
    return {
        **assessment_document(assess(known), language),
        "facts": facts_document(known),
        "clocks": clocks_document(known),
    }


@router.get(
    "/cases/{ref}/assessment",
    response={200: dict[str, Any], **FAULTS},
    summary="What the playbook says of one case, in the words of `amends assess --json`",
)
def assess_case(request: HttpRequest, ref: str, language: Language = "en") -> dict[str, Any]:
    return case_assessment(find_case(ref, reached(request, "see_cases")), language)


@router.post(
    "/cases/{ref}/facts",
    response={200: dict[str, Any], **FAULTS},
    summary="Answer what a case asks for, or take an answer back; gives the assessment as it is then",
)
def note(request: HttpRequest, ref: str, fact: FactIn) -> dict[str, Any]:
    came_with = holder(request)
    case = find_case(ref, reached(request, "work_case"))
    if fact.value is None:
        case = forget_fact(case, fact.name, by=came_with.actor)
    else:
        case = note_fact(case, fact.name, fact.value, by=came_with.actor)
    return case_assessment(case, "en")
