"""Thin views: read the request, call a service or a selector, render."""

from __future__ import annotations

import hashlib

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pipeline.desk.ledger import Draft, append_events
from pipeline.desk.models import Person
from pipeline.desk.selectors.people import person_view
from pipeline.desk.selectors.sheets import sheet_bytes, sheets_for
from pipeline.desk.services.authenticate import authenticate
from pipeline.desk.services.people import person_actor, person_object
from pipeline.desk.web.headers import SHEET_POLICY
from pipeline.errors import RefusedError
from pipeline.ledger.event import Action

__all__ = ["index", "sheet", "sign_in", "sign_out", "style"]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The latest review sheet of each domain and locale the person has a role in."""
    person = _person(request)
    context = {"person": person_view(person), "sheets": sheets_for(person)}
    return render(request, "desk/index.html", context)


@require_GET
def sheet(request: HttpRequest, digest: str) -> HttpResponse:
    """A sheet's exact bytes; not found where the person has no role in its locale."""
    data = sheet_bytes(_person(request), digest)
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = SHEET_POLICY
    return response


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password; one answer for wrong, unknown and locked."""
    if request.method != "POST":
        return render(request, "desk/login.html")
    username = request.POST.get("username", "")[:64]
    password = request.POST.get("password", "")[:1000]
    try:
        person = authenticate(username, password, at=timezone.now(), via="desk")
    except RefusedError:
        return render(request, "desk/login.html", {"failed": True}, status=403)
    login(request, person, backend="pipeline.desk.web.backend.DeskBackend")
    _record(request, person, Action.AUTH_LOGIN)
    return HttpResponseRedirect("/")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session on the server, too."""
    _record(request, _person(request), Action.AUTH_LOGOUT)
    logout(request)
    return HttpResponseRedirect("/login")


@login_not_required
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """The pages' style."""
    return render(request, "desk/desk.css", content_type="text/css; charset=utf-8")


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _record(request: HttpRequest, person: Person, action: Action) -> None:
    session = hashlib.sha256((request.session.session_key or "").encode()).hexdigest()
    draft = Draft(
        action=action,
        actor=person_actor(person),
        object=person_object(person),
        session_ref=session,
        via="desk",
    )
    with transaction.atomic():
        append_events([draft], at=timezone.now())
