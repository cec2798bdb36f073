"""The API under /api/v1: the same verbs as the pages and the commands. Described in openapi.json."""

from ninja import NinjaAPI

from amends.api.auth import BearerToken
from amends.api.errors import answer_errors
from amends.api.orders import router as orders
from amends.api.shops import router as shops

# No documentation page: it would need scripts that the desk's content security policy does not let run.
api = NinjaAPI(title="Amends", version="1", auth=BearerToken(), docs_url=None, urls_namespace="api")
answer_errors(api)
api.add_router("/orders", orders)
api.add_router("/shops", shops)
