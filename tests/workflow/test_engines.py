"""Engines behind the verb: what a server that fails, lies or records means for a whole run."""

from __future__ import annotations

import socket

import pytest

from tests.journey.project import APPROVED, LOCKS, POLICY, SETTINGS
from tests.pretranslate.engines.echo import echoing
from tests.pretranslate.engines.server import serving

ISI = ("Do not take ZYLORA if you are allergic to it.", "Call your doctor at once")


@pytest.fixture
def to_server(make_trial):
    """A function that gives a project whose es-US drafts come from a server; de-DE as ever."""

    def make(url, more=""):
        trial = make_trial("sealed")
        settings = SETTINGS.replace('es-US = "pseudo"', 'es-US = "libretranslate"')
        trial.path("imprimatur.toml").write_text(
            f'{settings}\n[engine.libretranslate]\nurl = "{url}"\n{more}', "utf-8"
        )
        trial.path("policy.toml").write_text(
            f'{POLICY}[[engine]]\nname = "libretranslate"\nhosts = ["127.0.0.1"]\n', "utf-8"
        )
        trial.ok("key", "seal", "policy")
        trial.ok("extract")
        trial.ok("update")
        trial.ok("fill")
        return trial

    return make


def has_drafts(trial, locale):
    return "# origin: engine" in trial.path(f"locales/{locale}/LC_MESSAGES/site.po").read_text()


def test_f01_nobody_listens_and_other_locales_are_complete(to_server):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    trial = to_server(url)
    done = trial.ok("pretranslate", status=3)
    assert "mt.unreachable" in done.out + done.err
    assert not has_drafts(trial, "es_US")
    assert has_drafts(trial, "de_DE")


def test_f18_no_file_of_the_project_holds_the_key(to_server, monkeypatch):
    monkeypatch.setenv("IMPRIMATUR_LIBRETRANSLATE_KEY", "s3cret-key")
    with echoing(status=403) as server:
        trial = to_server(server.url)
        done = trial.ok("pretranslate", status=3)
    assert "mt.auth" in done.out + done.err
    assert "s3cret-key" not in done.out + done.err
    kept = [place for place in trial.root.rglob("*") if place.is_file()]
    assert any(place.name == "egress.jsonl" for place in kept)
    assert not any(b"s3cret-key" in place.read_bytes() for place in kept)


def test_d14_and_f17_no_locked_text_leaves_either_way_and_a_second_run_sends_nothing(to_server):
    back = '[back_translation]\nes-US = "libretranslate"\n'
    with serving() as server:
        trial = to_server(server.url, back)
        trial.ok("pretranslate")
        bodies = list(server.bodies)
        tree = trial.tree("locales")
        trial.ok("pretranslate")
        assert server.bodies == bodies
        assert trial.tree("locales") == tree
    assert {(body["source"], body["target"]) for body in bodies} == {("en", "es"), ("es", "en")}
    sent = " ".join(text for body in bodies for text in body["q"])
    assert "nurse" in sent
    assert "ZYLORA" in LOCKS
    for locked in ("ZYLORA", *ISI, *APPROVED["es-US"]):
        assert locked.casefold() not in sent.casefold()
