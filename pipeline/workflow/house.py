"""A house's own rules: installed packages that the sealed policy names, and no others.

A package offers a rule in the entry-point group `imprimatur.checks`. Only names in `plugins` of
`policy.toml` are loaded; a name that is not installed stops the run, so that a rule is never
skipped unseen. A rule is a function `(unit, forms, context)` that yields findings whose codes
begin with `house.`
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.check.context import Context, Rule
from pipeline.errors import EnvironmentFailedError
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding
from pipeline.model.unit import Unit

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "house_rules"]

GROUP = "imprimatur.checks"


def house_rules(names: Sequence[str]) -> tuple[Rule, ...]:
    """The rules with these names, in order; EnvironmentFailedError `plugin.missing`."""
    if not names:
        return ()
    from importlib.metadata import entry_points

    installed = {point.name: point for point in entry_points(group=GROUP)}
    return tuple(_rule(name, installed.get(name)) for name in names)


def _rule(name: str, point: EntryPoint | None) -> Rule:
    if point is None:
        raise EnvironmentFailedError.of(
            "plugin.missing",
            f"policy.toml names the plug-in {name}, and no installed package offers it",
            path="policy.toml",
            hint=f"install the package with the entry point {name} in the group {GROUP}",
        )
    loaded: Callable[..., Iterator[Finding]] = point.load()

    def rule(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
        for found in loaded(unit, forms, context):
            if not found.code.startswith("house."):
                raise EnvironmentFailedError.of(
                    "plugin.code", f"{name} reports {found.code}; its codes begin with house."
                )
            yield found

    rule.__qualname__ = f"{name}={point.value} {_code_of(loaded)}"
    return rule


def _code_of(rule: Callable[..., Iterator[Finding]]) -> str:
    """The digest of the module a rule is in: what another version found is not remembered."""
    path = getattr(sys.modules.get(rule.__module__), "__file__", None)
    return Digest.of(Path(path).read_bytes()).short if path else ""
