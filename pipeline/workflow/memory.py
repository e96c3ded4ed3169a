"""`memory search`: signed units whose source is like a text."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.unit import Unit
from pipeline.text.similarity import similarity
from pipeline.workflow.catalogs import read_catalog
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import states_of
from pipeline.workflow.table import table
from pipeline.workflow.trusting import stand_on

__all__ = ["search"]

_LIKE = 0.6
_SHOWN = 20


def search(project: Project, locales: Sequence[str], text: str) -> Outcome:
    """The final units whose source is at least 60 % like the text or holds it, best first."""
    registry = read_registry(project)
    standing = stand_on(project, None)
    found: list[tuple[float, str, Unit]] = []
    wanted = text.casefold()
    for domain in project.domains:
        for locale in select_locales(project, locales):
            catalog = read_catalog(project, locale, domain.name)
            if catalog is None:
                continue
            states = states_of(project, registry, locale, domain.name, standing)
            for unit in (*catalog.units, *catalog.obsolete):
                likeness = similarity(text, unit.message.source)
                near = likeness >= _LIKE or wanted in unit.message.source.casefold()
                if near and states.is_final(unit):
                    found.append((likeness, locale, unit))
    found.sort(key=lambda item: (-item[0], item[1], item[2].key))
    rows = [
        [f"{round(100 * likeness)} %", locale, unit.message.source, " | ".join(unit.forms)]
        for likeness, locale, unit in found[:_SHOWN]
    ]
    return Outcome(
        verb="memory search",
        lines=tuple(table(("like", "locale", "source", "target"), rows)) if rows else (),
        data={
            "matches": [
                {
                    "similarity_percent": round(100 * likeness),
                    "locale": locale,
                    "context": unit.message.context,
                    "source": unit.message.source,
                    "target": list(unit.forms),
                }
                for likeness, locale, unit in found
            ]
        },
        talk=() if rows else ("nothing signed is like this text",),
    )
