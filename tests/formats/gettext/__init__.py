"""Tests of pipeline.formats.gettext."""

from __future__ import annotations
