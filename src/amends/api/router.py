"""The API under /api/v1: the same verbs as the pages and the commands."""

from ninja import NinjaAPI

api = NinjaAPI(title="Amends", version="1")
