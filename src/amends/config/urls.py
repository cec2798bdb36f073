from django.urls import include, path

from amends.api.router import api, index
from amends.web import urls as web

urlpatterns = [
    path("api/v1", index, name="api_index"),
    path("api/v1/", index, name="api_index"),
    path("api/v1/", api.urls),
    path("", include(web)),
]

handler400 = "amends.web.errors.bad_request"
handler403 = "amends.web.errors.forbidden"
handler404 = "amends.web.errors.not_found"
handler500 = "amends.web.errors.server_error"
