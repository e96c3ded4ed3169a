"""The desk's addresses. Every one needs a signed-in person, except signing in and the style."""

from __future__ import annotations

from django.urls import path

from pipeline.desk.web import views

__all__ = ["urlpatterns"]

urlpatterns = [
    path("", views.index, name="index"),
    path("login", views.sign_in, name="login"),
    path("logout", views.sign_out, name="logout"),
    path("desk.css", views.style, name="style"),
    path("sheets/<str:digest>", views.sheet, name="sheet"),
]
