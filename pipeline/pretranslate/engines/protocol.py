"""What every engine looks like from outside. Importing this imports no engine."""

from __future__ import annotations

from typing import Protocol

__all__ = ["SHAPES", "Engine"]

SHAPES = ("superblank", "word", "xml", "none")
"""How a token may look in a text that is sent; `none` marks an engine that is never asked."""


class Engine(Protocol):
    """A machine that translates texts from one locale to another. Its answers are hostile."""

    @property
    def name(self) -> str:
        """For origins and egress records: `apertium/eng-spa`."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same text may get another answer; short, without spaces."""
        ...

    @property
    def shape(self) -> str:
        """The shape of tokens that suits this engine best: one of `SHAPES`."""
        ...

    @property
    def shapes(self) -> tuple[str, ...]:
        """`shape`, then the shapes to try when tokens did not come back."""
        ...

    def translate_batch(self, texts: list[str], *, shape: str = "") -> list[str]:
        """One answer per text, in order; an empty one for a text that got none.

        `shape` tells how the tokens in these texts look (default: the first of `shapes`).
        Raises EnvironmentFailedError when the engine cannot work at all.
        """
        ...

    def close(self) -> None:
        """Ends whatever the engine started. Calling it again does nothing."""
        ...
