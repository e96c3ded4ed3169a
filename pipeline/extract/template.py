"""Segments become messages, messages a template.

- One message per (context, source), with all its occurrences, in order of first occurrence.
- Notes, flags and locale filters of all occurrences are kept; role and tags are those of the first.
- The same (context, source) with another plural, or with one here and none there, is refused as
  `extract.plural_conflict`: gettext knows them as one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pipeline.errors import Fault, RejectedError
from pipeline.model.document import HasSegments, Segment
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey, Template

__all__ = ["make_template"]


@dataclass(slots=True)
class _Merged:
    """A message in the making."""

    first: Segment
    documents: set[str] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)
    locales: list[str] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)


def make_template(
    documents: Iterable[HasSegments],
    *,
    project: str,
    domain: str,
    source_locale: LocaleTag,
    created_on: str,
    locks_of: Callable[[Message], Iterable[str]] = lambda _: (),
) -> Template:
    """The template of these documents, in their order; RejectedError with every conflict.

    The documents are taken one by one and not kept.
    """
    merged: dict[MessageKey, _Merged] = {}
    faults = []
    for document in documents:
        for segment in document.segments:
            key = MessageKey(segment.context, segment.source)
            found = merged.get(key)
            if found is None:
                found = merged[key] = _Merged(segment)
            if found.first.plural != segment.plural:
                faults.append(_conflict(document.path, segment, found.first))
            found.documents.add(document.path)
            found.paths.append(segment.path)
            found.locales.append(segment.locales or "*")
            if segment.notes:
                found.notes.update(dict.fromkeys(segment.notes))
            if segment.flags:
                found.flags.update(segment.flags)
    RejectedError.raise_for(faults)
    messages = []
    for key, found in merged.items():
        message = Message(
            key=key,
            plural=found.first.plural,
            documents=tuple(sorted(found.documents)),
            paths=tuple(found.paths),
            locales=tuple(found.locales) if any(it != "*" for it in found.locales) else (),
            role=found.first.role,
            tags=found.first.tags,
            notes=tuple(found.notes),
            flags=tuple(sorted(found.flags)),
        )
        locks = tuple(sorted(set(locks_of(message))))
        messages.append(replace(message, locks=locks) if locks else message)
    return Template(
        project=project,
        domain=domain,
        source_locale=source_locale,
        created_on=created_on,
        messages=tuple(messages),
    )


def _conflict(path: str, segment: Segment, first: Segment) -> Fault:
    return Fault(
        code="extract.plural_conflict",
        message=(
            f"{segment.path} has the plural {segment.plural!r},"
            f" {first.path} with the same text and context has {first.plural!r}"
        ),
        path=path,
        line=segment.line,
        hint="give one of them another key",
    )
