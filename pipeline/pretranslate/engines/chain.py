"""A chain of Apertium programs over null-flushed pipes: one text in, one answer out, in step.

- Started without a shell, in a process group of its own, which `kill` ends whole; also at exit.
- Every text is sent with a numbered terminator `[;N]`, and the answer must end with the same one:
  an answer out of step is seen at once and is never given to another text.
- A writer thread keeps the pipe full while the answers are read (18,800 words a second instead of
  4,500). More texts may be sent before the answers to the last ones are read, so that the programs
  never wait for the reader. A total deadline holds for every answer, not only for every read.
- EOF, a deadline passed, or an answer out of step: `ChainBrokenError`. The chain is dead then.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import subprocess
import threading
import time
import weakref
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

__all__ = ["Chain", "ChainBrokenError"]

_BLOCK = 65536
_LONGEST_ANSWER = 4_000_000


class ChainBrokenError(Exception):
    """The chain ended, hung or lost its step."""


class Chain:
    """Running processes, each reading what the one before it writes."""

    def __init__(
        self, stages: Sequence[Sequence[str]], *, environ: Mapping[str, str], deadline: float
    ) -> None:
        self._deadline = deadline
        self._rest = b""
        self._ready: deque[bytes] = deque()
        self._sent = 0
        self._received = 0
        self._unread = 0
        self._processes: list[subprocess.Popen[bytes]] = []
        # Only what the programs need: no key in our environment reaches another program.
        child = {"PATH": environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
        self._to_write: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._writers: list[threading.Thread] = []
        self._finalizer = weakref.finalize(
            self, _end, self._processes, self._writers, self._to_write
        )
        try:
            for argv in stages:
                first = not self._processes
                process = subprocess.Popen(  # noqa: S603 - argv from mode.read_mode, no shell
                    argv,
                    stdin=subprocess.PIPE if first else self._processes[-1].stdout,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    bufsize=0,
                    env=child,
                    process_group=0 if first else self._processes[0].pid,
                )
                if not first and self._processes[-1].stdout is not None:
                    self._processes[-1].stdout.close()
                self._processes.append(process)
        except OSError as error:
            self.kill()
            raise ChainBrokenError(f"a program did not start: {error}") from None

    @property
    def group(self) -> int:
        """The id of the chain's process group."""
        return self._processes[0].pid

    @property
    def waiting(self) -> int:
        """How many texts were sent whose answers are not read yet."""
        return self._sent - self._received - self._unread

    def translate(self, texts: Sequence[str]) -> Iterator[str]:
        """Answers in order, each as soon as it is there."""
        self.send(texts)
        return self.receive(len(texts))

    def warm(self, texts: Sequence[str]) -> None:
        """Sends texts ahead of all others; their answers are passed over."""
        self._unread += len(texts)
        self.send(texts)

    def send(self, texts: Sequence[str]) -> None:
        """Hands the texts over to be written; does not wait."""
        data = b"".join(
            f"{text}[;{number}]\n\0".encode("utf-8", "replace")
            for number, text in enumerate(texts, self._sent)
        )
        self._sent += len(texts)
        if not self._writers and self._finalizer.alive:
            stdin = self._processes[0].stdin
            writer = threading.Thread(target=_write, args=(stdin, self._to_write), daemon=True)
            self._writers.append(writer)
            writer.start()
        self._to_write.put(data)

    def receive(self, count: int) -> Iterator[str]:
        """The next answers in the order of sending, each as soon as it is there."""
        while self._unread:
            self._next()
            self._unread -= 1
        for _ in range(count):
            yield self._next()

    def kill(self) -> None:
        """Ends every process of the chain."""
        self._finalizer()

    def _next(self) -> str:
        answer = self._read_one()
        body, mark, rest = answer.rpartition(f"[;{self._received}]")
        if not mark or rest.strip():
            self.kill()
            raise ChainBrokenError("an answer came out of step")
        self._received += 1
        return body

    def _read_one(self) -> str:
        stdout = self._processes[-1].stdout
        if stdout is None or stdout.closed:
            raise ChainBrokenError("the chain has ended")
        end = time.monotonic() + self._deadline
        while not self._ready:
            left = end - time.monotonic()
            if left <= 0 or not select.select([stdout], [], [], left)[0]:
                self.kill()
                raise ChainBrokenError("no answer before the deadline")
            block = os.read(stdout.fileno(), _BLOCK)
            if not block or len(self._rest) > _LONGEST_ANSWER:
                self.kill()
                raise ChainBrokenError("the chain ended" if not block else "an endless answer")
            *whole, self._rest = (self._rest + block).split(b"\0")
            self._ready.extend(whole)
        return self._ready.popleft().decode("utf-8", "replace")


def _write(stdin: IO[bytes] | None, to_write: queue.SimpleQueue[bytes | None]) -> None:
    while stdin is not None and (data := to_write.get()) is not None:
        with contextlib.suppress(OSError, ValueError):  # the reader sees the broken chain
            view = memoryview(data)
            while view:
                view = view[stdin.write(view) or 0 :]


def _end(
    processes: list[subprocess.Popen[bytes]],
    writers: list[threading.Thread],
    to_write: queue.SimpleQueue[bytes | None],
) -> None:
    to_write.put(None)
    if not processes:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(processes[0].pid, signal.SIGKILL)
    for process in processes:
        process.kill()
        process.wait()
    # A writer must be gone before its pipe is closed: the number of a closed descriptor is soon
    # another chain's pipe, and a late write would put that chain out of step.
    for writer in writers:
        writer.join()
    for process in processes:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
