"""Edges: white space, capitals and final signs as in the source."""

from __future__ import annotations

import pytest

from pipeline.pretranslate.protect import decode, encode, protect, restore
from pipeline.pretranslate.repair import repair
from pipeline.pretranslate.spans import find_spans


def repaired(source, answer):
    """The answer, in which `[n]` are the marks of the source, after repair."""
    spans = find_spans(source, flags=(), locks=(), source_locale="en-US", locale="es-US")
    protected = protect(source, spans)
    return restore(repair(protected, decode(encode(protected, "superblank"), answer)))


@pytest.mark.parametrize(
    ("source", "answer", "expected"),
    [
        ("You should know", " Tendrías  que saber ", "Tendrías que saber"),
        (" padded ", "rellenado", " rellenado "),
        ("two  spaces", "dos  espacios", "dos  espacios"),
        ("Call now", "llame ahora", "Llame ahora"),
        ("(Call now)", "(llame ahora)", "(Llame ahora)"),
        ("call now", "Mundial", "Mundial"),
        ("WARNING", "Advirtiendo", "ADVIRTIENDO"),
        ("Do it.", "Hazlo", "Hazlo."),
        ("Do it", "Hazlo.", "Hazlo"),
        ("Do it…", "Hazlo…", "Hazlo…"),
        ("Why?", "Por qué.", "Por qué?"),
        ("Why?", "なぜ？", "なぜ？"),
        ("Do it.", "してください。", "してください。"),
        ("X-9 is here", "[0] Es aquí", "X-9 es aquí"),
        ("See. X-9 is here", "Vea. [0] Es aquí", "Vea. X-9 es aquí"),
        ("See X-9 Is here", "Vea [0] Es aquí", "Vea X-9 Es aquí"),
        ("X-9 is USA made", "[0] USA es", "X-9 USA es"),
        ("<1>X-9</1> is here", "[0] Es aquí", "<1>X-9</1> es aquí"),
        ("X-9 a X-9 b", "[0] A [1] B", "X-9 a X-9 B"),
        ("<1>Call</1> now", "[0]llame[1] ahora", "<1>Llame</1> ahora"),
        ("Take 10 mg.", "Toma [0]", "Toma 10 mg."),
        ("10 mg", "[0]", "10 mg"),
        ("", "", ""),
    ],
)
def test_edges(source, answer, expected):
    assert repaired(source, answer) == expected
