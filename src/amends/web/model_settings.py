"""The language model that may be asked where triage is unsure: setting it, a trial, taking it away."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from amends.connectors.language_models import LONGEST_ADDRESS, Reply
from amends.core.errors import Refused
from amends.inbox.language_model import (
    LONGEST_KEY,
    LONGEST_NAME,
    Wanted,
    language_model_of,
    remove_language_model,
    set_language_model,
    try_language_model,
)
from amends.inbox.models import LanguageModel
from amends.web.access import Reader, reads_whole
from amends.web.form_errors import tell

KEPT = ("address", "model", "is_near", "is_on")


class ModelForm(forms.Form):
    """Which model is asked. The key goes in and never comes out."""

    address = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy(
            "Of chat completions, for example https://models.example.com/v1/chat/completions."
        ),
        max_length=LONGEST_ADDRESS,
    )
    model = forms.CharField(label=gettext_lazy("Name of the model"), max_length=LONGEST_NAME)
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=LONGEST_KEY,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    is_near = forms.BooleanField(
        label=gettext_lazy("It runs on this machine or in our own network"), required=False
    )
    is_on = forms.BooleanField(label=gettext_lazy("Ask it about what triage is unsure of"), required=False)

    def __init__(self, *given: object, row: LanguageModel | None, **named: object) -> None:
        if row is not None:
            named["initial"] = {name: getattr(row, name) for name in KEPT}
        super().__init__(*given, **named)  # type: ignore[arg-type]
        kept = row is not None and row.sealed_key
        self.fields["key"].help_text = (
            _("One is kept, sealed. Empty: it stays.") if kept else _("Kept sealed, and never shown again.")
        )


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("set_language_model")
def model_settings(request: HttpRequest, reader: Reader) -> HttpResponse:
    """GET, POST /settings/triage/model"""
    row = language_model_of(reader.organisation_id)
    form = ModelForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        key = typed.pop("key") or None
        try:
            set_language_model(Wanted(**typed), key=key, by=reader.actor)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, _("The language model is kept."))
            return redirect("settings_model")
    return _page(request, reader, row, form=form)


@require_POST
@reads_whole("set_language_model")
def model_try(request: HttpRequest, reader: Reader) -> HttpResponse:
    """POST /settings/triage/model/try: one made-up message, now."""
    reply = try_language_model(by=reader.actor)
    return _page(request, reader, language_model_of(reader.organisation_id), reply=reply)


@require_POST
@reads_whole("set_language_model")
def model_remove(request: HttpRequest, reader: Reader) -> HttpResponse:
    """POST /settings/triage/model/remove"""
    if remove_language_model(by=reader.actor):
        messages.success(request, _("The language model is taken away, and its key forgotten."))
    return redirect("settings_model")


def _page(
    request: HttpRequest,
    reader: Reader,
    row: LanguageModel | None,
    *,
    form: ModelForm | None = None,
    reply: Reply | None = None,
) -> HttpResponse:
    facts = {
        "reader": reader,
        "place": "triage",
        "row": row,
        "form": form or ModelForm(row=row),
        "reply": reply,
    }
    return render(request, "settings/model.html", facts, status=400 if form and form.errors else 200)
