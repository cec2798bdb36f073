"""Static files, served by the desk itself: there is no second server to set up."""

from wsgiref.types import WSGIApplication

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse, HttpRequest, HttpResponse


class _StaticFiles(StaticFilesHandler):
    """Finds files in the packages they came with, and lets browsers keep them for an hour."""

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        from django.contrib.staticfiles.views import serve

        response = serve(request, self.file_path(request.path), insecure=True)
        assert isinstance(response, HttpResponse | FileResponse)
        response["Cache-Control"] = "public, max-age=3600"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def with_static_files(application: WSGIHandler) -> WSGIApplication:
    """Wrap Django's application so that /static/ is answered from the installed packages."""
    return _StaticFiles(application)
