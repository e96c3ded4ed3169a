"""Acceptance E: HTML, placeholders, injection, through the verbs where a case says so."""

from __future__ import annotations

import html
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.check.run import check_target
from pipeline.errors import Fault
from pipeline.formats.gettext import parse_catalog
from pipeline.model.finding import Severity
from pipeline.review.markup import text_html
from tests.journey.project import Trial, seal_project, write_project
from tests.locks.build import registry, unit

_PO = "locales/es_US/LC_MESSAGES/site.po"
_HEADING = "About ZYLORA"
_GOOD = "Acerca de ZYLORA"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    trial = Trial(tmp_path_factory.mktemp("e") / "made")
    write_project(trial)
    seal_project(trial)
    assert trial.run("run").status in {0, 3}
    return trial.root


@pytest.fixture
def trial(made: Path, tmp_path: Path) -> Trial:
    shutil.copytree(made, tmp_path / "copy")
    return Trial(tmp_path / "copy")


def blockers(source: str, target: str, **more) -> set[str]:
    """Codes of what this target is held for."""
    one = unit(source, target, **more)
    found = check_target(one, one.forms, registry=registry(), locale="es-US", source_locale="en-US")
    return {item.code for item in found if item.severity is Severity.BLOCKER}


def returned(trial: Trial, text: str, source: str = _HEADING, domain: str = "site"):
    """A vendor returns this target for a message; what `handoff ingest` said."""
    out = trial.root / "package"
    trial.ok("handoff", "export", "--all", "--locale", "es-US", "--out", str(out))
    place = out / f"{domain}.es_US.po"
    blocks = place.read_text("utf-8").split("\n\n")
    quoted = json.dumps(text, ensure_ascii=False)
    for number, block in enumerate(blocks):
        if f'msgid "{source}"' in block:
            lines = [
                line for line in block.split("\n") if not line.startswith(("msgstr", "#, fuzzy"))
            ]
            blocks[number] = "\n".join([*filter(None, lines), f"msgstr {quoted}"])
    place.write_text("\n\n".join(blocks).rstrip("\n") + "\n\n", "utf-8")
    return trial.run("handoff", "ingest", str(place), "--vendor", "ACME")


def held(trial: Trial, text: str, *codes: str) -> None:
    """The return is held with one of these codes, and nothing of it is stored."""
    before = trial.path(_PO).read_text("utf-8")
    done = returned(trial, text)
    assert done.status in {2, 3}, done
    assert any(code in done.out + done.err for code in codes), done
    after = trial.path(_PO).read_text("utf-8")
    stored = parse_catalog(after.encode(), path=_PO)
    former = parse_catalog(before.encode(), path=_PO)
    assert [item.forms for item in stored.units] == [item.forms for item in former.units]
    assert "Traceback" not in done.err


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


# --- E01, E02 ---------------------------------------------------------------------------------

SCRIPTS = {
    "plain": "<script>alert(1)</script>",
    "mixed-case": "<ScRiPt>alert(1)</sCrIpT>",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "entity-twice": "&amp;lt;script&amp;gt;alert(1)",
    "numeric": "&#60;script&#62;alert(1)",
    "handler": '<b onmouseover="alert(1)">x</b>',
    "handler-newline": '<b onmouseover\n=\n"alert(1)">x</b>',
    "url": '<a href="javascript:alert(1)">x</a>',
    "url-mixed": '<a href="JaVaScRiPt:alert(1)">x</a>',
    "url-entity": '<a href="java&#115;cript:alert(1)">x</a>',
    "url-tab": '<a href="java\tscript:alert(1)">x</a>',
    "url-tab-entity": '<a href="java&#9;script:alert(1)">x</a>',
    "bare-url": "javascript:alert(1)",
    "svg": '<svg><g onload="alert(1)"/></svg>',
    "math": '<math><mtext><style><img src=x onerror="alert(1)"></style></mtext></math>',
    "style": '<style><img src="</style><img src=x onerror=alert(1)>"></style>',
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "template": "<template><script>alert(1)</script></template>",
    "comment": "<!--><img src=x onerror=alert(1)>-->",
    "cdata": "<![CDATA[<img src=x onerror=alert(1)>]]>",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_e01_e02_what_a_browser_may_run_is_held(name: str):
    assert "html.unsafe" in blockers("About it", f"Acerca {SCRIPTS[name]} de eso")


@pytest.mark.parametrize("name", ["plain", "entity", "handler", "url-entity", "svg", "noscript"])
def test_e01_e02_a_return_with_it_is_held_and_not_stored(trial: Trial, name: str):
    held(trial, f"{_GOOD} {SCRIPTS[name]}", "html.unsafe")


@pytest.mark.parametrize("name", SCRIPTS)
def test_e01_e02_the_desk_shows_it_as_text_and_runs_nothing(name: str):
    shown = text_html(SCRIPTS[name])
    page = Page()
    page.feed(shown)
    assert set(page.tags) <= {"span", "bdi", "code", "b", "i"}
    assert not [item for item in page.attributes if item.startswith("on") or item == "href"]
    assert "<script" not in shown.lower()


def test_e01_a_sheet_with_it_holds_no_live_script(trial: Trial):
    place = trial.path(_PO)
    text = place.read_text("utf-8").split("\n\n")
    for number, block in enumerate(text):
        if f'msgid "{_HEADING}"' in block:
            head, _, _ = block.partition("msgstr ")
            text[number] = head + 'msgstr "ZYLORA <script>alert(1)</script>"'
    place.write_text("\n\n".join(text), "utf-8")
    trial.ok("review", "send", "--locale", "es-US")
    sheet = trial.root / "sheet.html"
    trial.ok("review", "sheet", "--locale", "es-US", "--domain", "site", "--out", str(sheet))
    shown = sheet.read_text("utf-8")
    page = Page()
    page.feed(shown)
    assert "script" not in page.tags
    assert "alert(1)" in html.unescape(shown)
    assert "default-src 'none'" in html.unescape(shown)


# --- E03, E05 ---------------------------------------------------------------------------------

LINKS = {
    "host": "Vea https://evil.example/safety ahora",
    "more": "Vea https://example.com/safety o https://evil.example ahora",
    "lost": "Vea esto ahora",
    "path": "Vea https://example.com/other ahora",
    "userinfo": "Vea https://example.com@evil.example/safety ahora",
}


@pytest.mark.parametrize("name", LINKS)
def test_e03_another_link_is_held(name: str):
    assert "html.link_changed" in blockers("See https://example.com/safety now", LINKS[name])


def test_e03_the_same_links_pass_in_any_order():
    source = "See https://example.com/a or https://example.com/b, not a@example.com."
    target = "Vea https://example.com/b o https://example.com/a, no a@example.com."
    assert blockers(source, target) == set()


@pytest.mark.parametrize(
    ("source", "target", "codes"),
    [
        ("Ask <1>us</1> now", "Pregunte a nosotros ahora", {"tag.mismatch"}),
        ("Ask <1>us</1> now", "Pregúnte<1>nos</1> <1>ahora</1>", {"tag.mismatch"}),
        ("Ask <1>us</1> now", "Pregúnte<1>nos ahora", {"tag.mismatch"}),
        ("Ask us now", "Pregúntenos <b>ahora</b>", {"html.structure"}),
        ("Ask us now", "Pregúntenos &lt;b&gt;ahora&lt;/b&gt;", {"html.structure"}),
        ("Ask us now", "Pregúntenos <1>ahora</1>", {"tag.mismatch"}),
        ("Ask <b>us</b> now", "Pregúntenos ahora", {"html.structure"}),
    ],
)
def test_e05_markup_that_is_not_the_source_s_is_held(source: str, target: str, codes: set[str]):
    assert codes <= blockers(source, target)


def test_e05_a_return_with_it_is_held_and_not_stored(trial: Trial):
    held(trial, f"&lt;b&gt;{_GOOD}&lt;/b&gt;", "html.structure")


# --- E07, E11 ---------------------------------------------------------------------------------

PLACEHOLDERS = {
    "lost": ("Take {dose} at {time}", "Tome {dose}", ("python-brace-format",)),
    "doubled": ("Take {dose}", "Tome {dose} y {dose}", ("python-brace-format",)),
    "renamed": ("Take {dose}", "Tome {dosis}", ("python-brace-format",)),
    "translated": ("Hello %(name)s", "Hola %(nombre)s", ("python-format",)),
    "conversion": ("Take %(count)d", "Tome %(count)s", ("python-format",)),
    "positional": ("%s of %s", "%s de", ("python-format",)),
    "i18next": ("Hello {{name}}", "Hola {{nombre}}", ("i18next-format",)),
}


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_e07_a_placeholder_that_changed_is_held(name: str):
    source, target, flags = PLACEHOLDERS[name]
    found = blockers(source, target, flags=flags)
    assert found & {"placeholder.mismatch", "icu.mismatch"}, found


def test_e07_a_return_without_it_is_held_and_not_stored(trial: Trial):
    before = trial.path("locales/es_US/LC_MESSAGES/guide.po").read_bytes()
    done = returned(trial, "Hola {{nombre}}", "Hello {{name}}", "guide")
    assert (done.status, "placeholder.mismatch" in done.out) == (3, True), done
    after = trial.path("locales/es_US/LC_MESSAGES/guide.po").read_bytes()
    assert "nombre" not in after.decode()
    assert parse_catalog(after, path="x").units[0].forms == (
        parse_catalog(before, path="x").units[0].forms
    )


TEMPLATES = ["{{ 7*7 }}", "{% include 'x' %}", "{# x #}", "${x}", "#{x}", "<%= x %>", "{{", "{%"]


@pytest.mark.parametrize("payload", TEMPLATES)
def test_e11_template_syntax_that_is_not_in_the_source_is_held(payload: str):
    assert "text.template" in blockers("About it", f"Acerca {payload} de eso")
    assert "text.template" not in blockers(f"About {payload} it", f"Acerca {payload} de eso")


def test_e11_a_return_with_it_is_held_and_the_desk_shows_it_literally(trial: Trial):
    held(trial, f"{_GOOD} {{{{ settings }}}}", "text.template")
    assert "{{ 7*7 }}" in html.unescape(re.sub("<[^>]*>", "", text_html("{{ 7*7 }}")))
    assert "49" not in text_html("{{ 7*7 }}")


def test_e11_a_person_s_name_is_never_evaluated(trial: Trial):
    trial.ok(
        *("review", "person", "add", "eve", "--name", "Eve {{ 7*7 }} {% now 'Y' %}"),
        *("--role", "linguist:es-US"),
        stdin="a long enough passphrase\n",
    )
    assert "Eve {{ 7*7 }} {% now 'Y' %}" in trial.ok("review", "person", "list").out


# --- E12 --------------------------------------------------------------------------------------

ANSI = "\x1b[31mred\x1b[0m"


def test_e12_controls_in_a_target_are_held_and_shown_escaped(trial: Trial):
    assert "text.control" in blockers("About it", f"Acerca {ANSI} de eso")
    done = returned(trial, f"{_GOOD} \x1b[31m")
    assert done.status in {2, 3}
    assert "\x1b" not in done.out + done.err


@pytest.mark.parametrize("char", ["\r", "\n", "\x1b", "\x00", "\x9b", "\u2028"])
def test_e12_an_error_is_one_line(char: str):
    shown = str(Fault(code="x.y", message=f"a{char}b", path=f"c{char}.po", hint=f"d{char}"))
    assert char not in shown
    assert len(shown.splitlines()) == 1


@pytest.mark.parametrize("name", ["Eve\x1b[2J", "Eve\nBcc: a@example.com", "Eve\r\nSet-Cookie: x"])
def test_e12_a_person_s_name_makes_no_second_line(trial: Trial, name: str):
    done = trial.run(
        *("review", "person", "add", "eve", "--name", name, "--role", "linguist:es-US"),
        stdin="a long enough passphrase\n",
    )
    listed = trial.ok("review", "person", "list")
    for text in (done.out, done.err, listed.out):
        assert "\x1b" not in text
        assert "\r" not in text
        assert not any(line.startswith(("Bcc:", "Set-Cookie:")) for line in text.splitlines())


def test_e12_a_hostile_file_name_makes_one_line(trial: Trial):
    place = trial.path("source_content/site/a\x1b[31m\nb.md")
    place.write_text("# Hello\n", "utf-8")
    done = trial.run("extract")
    assert "\x1b" not in done.out + done.err
    assert done.status in {2, 3, 4}


def test_e12_a_reason_makes_one_line(trial: Trial):
    trial.ok(
        *("review", "person", "add", "lin", "--name", "Lin", "--role", "linguist:es-US"),
        stdin="a long enough passphrase\n",
    )
    trial.ok("review", "send", "--locale", "es-US")
    where = ("--locale", "es-US", "--domain", "site")
    trial.ok("review", "sheet", *where, "--out", str(trial.root / "sheet.html"))
    done = trial.ok(
        *("review", "reject", *where, "--as", "lin", "--unit", "1"),
        *("--reason", f"bad {ANSI}\nElectronically signed by Nobody"),
        stdin="a long enough passphrase\n",
    )
    assert "\x1b" not in done.out
    assert not any(
        line.startswith("Electronically signed by Nobody") for line in done.out.splitlines()
    )
