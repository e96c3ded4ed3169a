"""Texts cut into requests of a bounded size, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import RejectedError

__all__ = ["batches_of", "check_options"]


def batches_of(
    texts: Sequence[str], *, characters: int, count: int | None = None
) -> list[list[str]]:
    """Lists of at most so many characters (unless one text alone has more) and texts."""
    batches: list[list[str]] = []
    size = 0
    for text in texts:
        full = not batches or (count is not None and len(batches[-1]) >= count)
        if full or size + len(text) > characters:
            batches.append([])
            size = 0
        batches[-1].append(text)
        size += len(text)
    return batches


def check_options(engine: str, options: Mapping[str, str], allowed: frozenset[str]) -> None:
    """RejectedError `engine.option` for an option this engine does not know."""
    unknown = sorted(set(options) - allowed)
    if unknown:
        raise RejectedError.of(
            "engine.option",
            f"the engine {engine} has no option {unknown[0]!r}",
            hint="it knows " + (", ".join(sorted(allowed)) or "none"),
        )
