from django.urls import include, path

from amends.api.router import api
from amends.web import urls as web

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include(web)),
]
