"""The API under /api/v1: the same verbs as the pages and the commands. Described in openapi.json."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI

from amends.api.assess import router as assess
from amends.api.auth import BearerToken
from amends.api.case_verbs import router as case_verbs
from amends.api.cases import router as cases
from amends.api.decide import router as decide
from amends.api.errors import answer_errors
from amends.api.groups import router as groups
from amends.api.imports import router as imports
from amends.api.mailboxes import router as mailboxes
from amends.api.orders import router as orders
from amends.api.parsing import ExactNumbers
from amends.api.quality import router as quality
from amends.api.rulebook import router as rulebook
from amends.api.search import router as search
from amends.api.shops import router as shops
from amends.api.triage import router as triage
from amends.api.what_if import router as what_if

# No documentation page: it would need scripts that the desk's content security policy does not let run.
api = NinjaAPI(
    title="Amends",
    version="1",
    description="The after-sales desk. How it is used stands in docs/howto/api.md.",
    auth=BearerToken(),
    parser=ExactNumbers(),
    docs_url=None,
    urls_namespace="api",
)
answer_errors(api)
api.add_router("/shops", shops)
api.add_router("/orders", orders)
api.add_router("/cases", cases)
api.add_router("/cases", case_verbs)
api.add_router("", assess)
api.add_router("", decide)
api.add_router("/rulebook", rulebook)
api.add_router("/rulebook/what-if", what_if)
api.add_router("/triage", triage)
api.add_router("/imports", imports)
api.add_router("", groups)
api.add_router("/mailboxes", mailboxes)
api.add_router("/search", search)
api.add_router("/quality", quality)


def index(request: HttpRequest) -> JsonResponse:
    """GET /api/v1: what there is, for anybody."""
    described: dict[str, Any] = api.get_openapi_schema()
    endpoints = [
        {"method": method.upper(), "path": path, "summary": operation["summary"]}
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]
    return JsonResponse(
        {
            "name": "Amends",
            "version": "1",
            "openapi": "/api/v1/openapi.json",
            "documentation": "docs/howto/api.md",
            "authorization": "Authorization: Bearer amends_…",
            "endpoints": endpoints,
        }
    )
