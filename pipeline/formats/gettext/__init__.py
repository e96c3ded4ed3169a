"""PO, POT and MO: a strict reader, a canonical writer, polib as interchange model."""

from __future__ import annotations

from pipeline.formats.gettext.interchange import from_polib, to_polib
from pipeline.formats.gettext.mo import compile_mo, read_mo
from pipeline.formats.gettext.read import parse_catalog, parse_foreign, unit_lines
from pipeline.formats.gettext.straight import compile_po
from pipeline.formats.gettext.template import parse_template, serialize_template
from pipeline.formats.gettext.view import CatalogView, view_catalog
from pipeline.formats.gettext.write import Kept, read_kept, serialize_catalog, serialize_units

__all__ = [
    "CatalogView",
    "Kept",
    "compile_mo",
    "compile_po",
    "from_polib",
    "parse_catalog",
    "parse_foreign",
    "parse_template",
    "read_kept",
    "read_mo",
    "serialize_catalog",
    "serialize_template",
    "serialize_units",
    "to_polib",
    "unit_lines",
    "view_catalog",
]
