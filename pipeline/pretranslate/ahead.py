"""One thread that talks to an engine, so that answers are judged while the next ones are made.

Calls run one after another, in the order they came in. A call has two halves: what begins it, and
what waits for its end. The next call is begun before the one before it is waited for. The thread
is a daemon: a run that is interrupted does not wait for a server.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

__all__ = ["Ahead"]

_T = TypeVar("_T")
_BEGUN = 2
"""Calls that may have begun and not ended."""


class Ahead(Generic[_T]):
    """Runs calls in a thread of its own until `close`."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Future[_T], Callable[[], Callable[[], _T]]] | None]
        self._calls = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def submit(self, begin: Callable[[], Callable[[], _T]]) -> Future[_T]:
        """The future of what `begin` gives back when it is called."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        future: Future[_T] = Future()
        self._calls.put((future, begin))
        return future

    def close(self) -> None:
        """Cancels what has not begun; the thread ends after the calls it is in."""
        while True:
            try:
                item = self._calls.get_nowait()
            except queue.Empty:
                break
            if item is not None:
                item[0].cancel()
        self._calls.put(None)

    def _run(self) -> None:
        begun: deque[tuple[Future[_T], Callable[[], _T]]] = deque()
        is_open = True
        while is_open or begun:
            while is_open and len(begun) < _BEGUN:
                try:
                    item = self._calls.get(block=not begun)
                except queue.Empty:
                    break
                if item is None:
                    is_open = False
                elif item[0].set_running_or_notify_cancel():
                    future, begin = item
                    try:
                        begun.append((future, begin()))
                    except BaseException as error:  # noqa: BLE001 - the caller's thread raises it
                        future.set_exception(error)
            if begun:
                future, finish = begun.popleft()
                try:
                    future.set_result(finish())
                except BaseException as error:  # noqa: BLE001 - the caller's thread raises it
                    future.set_exception(error)
