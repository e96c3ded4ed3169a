"""Several at once: one signature, one chain (H18)."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from django.db import connections, transaction

from pipeline.desk import verbs
from pipeline.desk.ledger import Draft, append_events, command_line_actor
from pipeline.desk.models import LedgerEvent, SignatureUnit
from pipeline.errors import ImprimaturError
from pipeline.ledger.event import Action, EventObject
from tests.desk.support import CHEAP, PASSWORD, at, content, send, sign

ROOT = Path(__file__).parents[2]
PROGRAM = """
import datetime as dt, pathlib, sys
from pipeline.desk import verbs
from tests.desk.support import CHEAP, PASSWORD, at, content
from pipeline.model.digest import Digest
from pipeline.errors import RefusedError
path, username, sheet = sys.argv[1:]
verbs.open_desk(pathlib.Path(path), cost=CHEAP)
shown = content()
print("ready", flush=True)
sys.stdin.readline()
try:
    verbs.sign(username=username, password=PASSWORD, meaning="linguistic_review", content=shown,
               digests=[shown.rows[0].digest], sheet=Digest(sheet), at=at(5))
    print("signed")
except RefusedError as error:
    print(error.code)
"""


def test_two_processes_sign_the_same_unit_and_one_signature_is_made_h18(desk):
    send()
    _, sheet = verbs.make_review_sheet(content(), operator="tester", at=at(3))
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(desk), name, sheet.hex],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("maria", "hugo")
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    results = sorted(process.communicate(timeout=30)[0].strip() for process in running)
    assert results == ["review.signed", "signed"]
    assert SignatureUnit.objects.count() == 1
    verbs.verify_ledger()


KILLED = """
import os, pathlib, signal, sys
from django.db import transaction
from pipeline.desk import verbs
from tests.desk.support import CHEAP, send, sign, with_forms, CATALOG
verbs.open_desk(pathlib.Path(sys.argv[1]), cost=CHEAP)
with transaction.atomic():
    send([with_forms(CATALOG[0], "Otro."), *CATALOG[1:]], minute=4)
    print(sign().count, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_act_leaves_nothing_behind_and_can_be_done_again_g14(desk):
    send()
    head, before = verbs.verify_ledger(), content()
    verbs.close_desk()
    command = [sys.executable, "-c", KILLED, str(desk)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.stdout, done.returncode) == ("4\n", -9)
    verbs.open_desk(desk, cost=CHEAP)
    assert verbs.verify_ledger() == head
    assert content() == before
    assert sign().count == 4
    verbs.verify_ledger()


def _in_threads(count, act):
    barrier = Barrier(count)

    def run(number):
        barrier.wait()
        try:
            return act(number)
        except ImprimaturError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_fifty_writers_make_one_chain_without_gap_h18(desk):
    def write(number: int) -> str:
        draft = Draft(
            action=Action.COMMENT_ADDED,
            actor=command_line_actor("tester"),
            object=EventObject(type="unit", id=str(number), project="betaseron"),
        )
        with transaction.atomic():
            append_events([draft], at=at(number))
        return "ok"

    before = verbs.verify_ledger()
    assert _in_threads(50, write) == ["ok"] * 50
    assert verbs.verify_ledger().seq == before.seq + 50 == LedgerEvent.objects.count()


def test_parallel_guesses_do_not_exceed_the_limit_i06(desk):
    def guess(number: int) -> str:
        verbs.change_password(
            username="maria", old=f"guess {number}", new=PASSWORD + "?", at=at(number)
        )
        return "in"

    found = _in_threads(12, guess)
    assert sorted(set(found)) == ["review.account_locked", "review.password"]
    assert found.count("review.password") == 5
    verbs.verify_ledger()
