"""The help page: how to start, what the desk can read, and the keys."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from amends.web.access import Reader, reads
from amends.web.words import FILE_KIND


@reads("see_shops")
def help_page(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /help"""
    return render(request, "help/page.html", {"kinds": list(FILE_KIND)})
