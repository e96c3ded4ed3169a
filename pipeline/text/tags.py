"""Numbered inline tags: `<1>…</1>` around text, `<2/>` for an element without text.

A message's text carries inline markup only in this form; the attributes stay in the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.text.patterns import lazy

__all__ = ["TAG", "iter_pieces", "offsets_without_tags", "strip_tags", "tag_faults", "tags_of"]

TAG = lazy(r"</?[1-9][0-9]{0,3}>|<[1-9][0-9]{0,3}/>")


def iter_pieces(text: str) -> Iterator[tuple[bool, str]]:
    """(is a tag, piece) in order; joined, the pieces are the text."""
    end = 0
    for match in TAG.finditer(text):
        if match.start() > end:
            yield False, text[end : match.start()]
        yield True, match.group()
        end = match.end()
    if end < len(text):
        yield False, text[end:]


def strip_tags(text: str) -> str:
    """The text without its tags: what locks match on."""
    return TAG.sub("", text) if "<" in text else text


def offsets_without_tags(text: str) -> list[int]:
    """Where each character of the text without its tags stands in the text."""
    inside = {at for match in TAG.finditer(text) for at in range(match.start(), match.end())}
    return [at for at in range(len(text)) if at not in inside]


def tags_of(text: str) -> list[str]:
    """The tags, in order."""
    return TAG.findall(text) if "<" in text else []


def tag_faults(source: str, target: str) -> list[str]:
    """What is wrong with the target's tags, in words; empty when nothing is.

    Every tag of the source occurs as often in the target, each pair is closed, and pairs do not
    cross. Order among siblings is free.
    """
    wanted, found = Counter(tags_of(source)), Counter(tags_of(target))
    faults = [f"tag {tag} is missing" for tag in sorted((wanted - found).elements())]
    faults += [f"tag {tag} is not in the source" for tag in sorted((found - wanted).elements())]
    if faults or not found:
        return faults
    stack: list[str] = []
    for tag in tags_of(target):
        if tag.endswith("/>"):
            continue
        if not tag.startswith("</"):
            stack.append(tag[1:-1])
        elif not stack or stack.pop() != tag[2:-1]:
            return [f"tag {tag} closes what is not open"]
    return [f"tag <{number}> is not closed" for number in stack]
