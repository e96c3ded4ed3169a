"""The desk as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["DeskConfig"]


class DeskConfig(AppConfig):
    """Label `desk`: tables are named `desk_…`."""

    name = "pipeline.desk"
    label = "desk"
    verbose_name = "Review desk"
