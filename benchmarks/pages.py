"""Pages to measure with: varied, made from a seed, the same bytes every time; none is kept."""

from __future__ import annotations

import random
from pathlib import Path

SEED = 20_260_101
_TEXT = """
patient dose treatment injection site schedule doctor nurse reaction symptom therapy label storage
syringe record trial response relapse support program refill pharmacy question answer before after
during always never often rarely early late mild severe common serious take keep call ask report
store warm prepare rotate follow read check
"""
_SMALL = "the a your each this any of for with in on to from and or when if"
_WORDS, _GLUE = _TEXT.split(), _SMALL.split()


def _sentence(rng: random.Random) -> str:
    words = []
    for at in range(rng.randint(7, 22)):
        words.append(rng.choice(_GLUE if at % 2 else _WORDS))
        if rng.random() < 0.03:
            words[-1] = f"{rng.randint(1, 250)} mg"
    return " ".join(words).capitalize() + rng.choice("....?!")


def _marked(rng: random.Random, text: str) -> str:
    words = text.split(" ")
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        at = rng.randrange(1, len(words) - 1)
        if words[at].isalpha():
            words[at] = rng.choice(
                ("**{}**", "*{}*", "`{}`", "[{}](../guide/{}.md)", "[{}](https://example.org/{})")
            ).replace("{}", words[at])
    return " ".join(words)


def _wrapped(text: str) -> str:
    lines, line = [], ""
    for word in text.split(" "):
        if len(line) + len(word) > 78:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def _paragraph(rng: random.Random) -> str:
    return _wrapped(" ".join(_marked(rng, _sentence(rng)) for _ in range(rng.randint(1, 4))))


def _list(rng: random.Random) -> str:
    mark = rng.choice(("- ", "* ", "1. "))
    lines = []
    for _ in range(rng.randint(2, 7)):
        lines.append(mark + _marked(rng, _sentence(rng)))
        if mark != "1. " and rng.random() < 0.2:
            lines.append("  " + mark + _marked(rng, _sentence(rng)))
    return "\n".join(lines)


def _table(rng: random.Random) -> str:
    rows = [[rng.choice(_WORDS).capitalize() for _ in range(3)] for _ in range(rng.randint(2, 6))]
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|---|---|---|", *body])


def _other(rng: random.Random, number: int) -> str:
    kind = rng.randrange(6)
    if kind == 0:
        return (
            "```sh\n" + "\n".join(f"run --step {at}" for at in range(rng.randint(2, 9))) + "\n```"
        )
    if kind == 1:
        return "> " + _sentence(rng)
    if kind == 2:
        return f"![{_sentence(rng)}](img/{number}.png)"
    if kind == 3:
        return f'<div class="note">\n<p>{_sentence(rng)}</p>\n</div>'
    if kind == 4:
        return f"1. {_sentence(rng)}\n\n   ```sh\n   run {number}\n   ```\n\n2. {_sentence(rng)}"
    return _table(rng)


def markdown(number: int) -> str:
    """One page."""
    rng = random.Random(SEED + number)
    parts = [
        f"---\ntitle: {_sentence(rng)[:-1]}\nweight: {number}\n---",
        f"# {_sentence(rng)[:-1]}",
    ]
    for _ in range(rng.randint(4, 9)):
        parts.append("#" * rng.choice((2, 2, 3)) + " " + _sentence(rng)[:-1])
        for _ in range(rng.randint(2, 5)):
            draw = rng.random()
            make = _paragraph if draw < 0.6 else _list if draw < 0.8 else None
            parts.append(make(rng) if make else _other(rng, number))
    return "\n\n".join(parts) + "\n"


def html(number: int) -> str:
    """The same page as well-formed XHTML."""
    from markdown_it import MarkdownIt

    body = markdown(number).split("---\n", 2)[2]
    made = MarkdownIt("commonmark", {"html": True, "xhtmlOut": True}).enable("table").render(body)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8" />'
        f"<title>Page {number}</title></head><body>\n{made}</body></html>\n"
    )


def write(folder: Path, kind: str, count: int) -> None:
    """`count` pages of a kind (`md`, `html`)."""
    folder.mkdir(parents=True, exist_ok=True)
    make = markdown if kind == "md" else html
    for number in range(count):
        (folder / f"p{number:04}.{kind}").write_text(make(number), encoding="utf-8")
