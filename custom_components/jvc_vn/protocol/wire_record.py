"""What was met on the wire of one camera, for diagnostics.

The guide leaves open how answers look in many places. A report of something that goes
wrong is understood sooner if it says which of the forms this camera speaks. Nothing of
what people wrote is kept: names of forms, numbers, names of errors.
"""

import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from .errors import VnError
from .http_head import Head

_STILL = "framerate=0"
_BOUNDARY = re.compile(r'boundary="?(-*)')
_DELIMITER = re.compile(rb"\s*(-*)[A-Za-z]")
_BROKEN_HINT = re.compile(rb"&202(?: [A-Za-z]*)?(?:\([^)\n]*)?\r?\n")
_ALONE = re.compile(rb"(?m)^206 ")
_PATH = b"/api/param?"


class Kind(StrEnum):
    """The kinds of requests."""

    READ = "read"
    READ_SEVERAL = "read_several"
    WRITE = "write"
    STILL = "still"
    STREAM = "stream"

    @classmethod
    def of(cls, target: str) -> Kind:
        """Tell the kind of a request by its target."""
        path, _, query = target.partition("?")
        parts = query.split("&")
        if path != "/api/param":
            return cls.STILL if _STILL in parts else cls.STREAM
        if "=" in query:
            return cls.WRITE
        return cls.READ if len(parts) == 1 else cls.READ_SEVERAL


@dataclass(slots=True)
class Tally:
    """Counts the requests of one kind.

    Attributes:
        sent: how many were sent.
        answered: how many were answered; of a stream, its head came.
        seconds: what those took together.
        longest: what the slowest of them took.
        failed: name of the error → how many ended with it.
    """

    sent: int = 0
    answered: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    failed: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        mean = self.seconds / self.answered if self.answered else None
        return {
            "sent": self.sent,
            "answered": self.answered,
            "mean_seconds": None if mean is None else round(mean, 3),
            "longest_seconds": round(self.longest, 3),
            "failed": dict(self.failed),
        }


class Request:
    """A request that is under way."""

    def __init__(self, tally: Tally, clock: Callable[[], float]) -> None:
        """Begin to count the seconds."""
        self._tally = tally
        self._clock = clock
        self._began = clock()
        self._is_answered = False
        tally.sent += 1

    def answered(self) -> None:
        """Note that the answer is there; only the first time counts."""
        if self._is_answered:
            return
        self._is_answered = True
        took = self._clock() - self._began
        self._tally.answered += 1
        self._tally.seconds += took
        self._tally.longest = max(self._tally.longest, took)

    def failed(self, error: VnError) -> None:
        """Note how it ended."""
        self._tally.failed[type(error).__name__] += 1


class WireRecord:
    """Counts requests by kind, and the forms in which answers came."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing has been met yet."""
        self._clock = clock
        self._tallies = {kind: Tally() for kind in Kind}
        self._forms: Counter[str] = Counter()
        self._codes: Counter[int] = Counter()

    def told(self) -> Mapping[str, Any]:
        """Return all of it as JSON takes it."""
        return {
            "requests": {kind.value: t.told() for kind, t in self._tallies.items()},
            "forms": dict(sorted(self._forms.items())),
            "http_codes": {str(code): n for code, n in sorted(self._codes.items())},
        }

    @contextmanager
    def request(self, target: str) -> Iterator[Request]:
        """Count a request; it is answered when this ends without an error."""
        request = Request(self._tallies[Kind.of(target)], self._clock)
        try:
            yield request
        except VnError as err:
            request.failed(err)
            raise
        request.answered()

    def met(self, form: str) -> None:
        """Count a form."""
        self._forms[form] += 1

    def head(self, head: Head) -> None:
        """Note what the head of an answer looks like."""
        self._codes[head.status] += 1
        self.met("content_length" if head.length is not None else "no_content_length")
        for name, is_so in {
            "chunked": head.is_chunked,
            "head_line_without_colon": head.broken,
            "no_server_field": "server" not in head.fields,
            "connection_field": "connection" in head.fields,
        }.items():
            if is_so:
                self.met(name)
        for told in head.fields.get("content-type", ()):
            if found := _BOUNDARY.search(told):
                self.met(f"boundary_with_{len(found[1])}_dashes")

    def body(self, length: int | None, size: int) -> None:
        """Note whether a body is as long as its head says."""
        if length is not None and length != size:
            self.met("body_shorter" if size < length else "body_longer")

    def replies(self, queries: Sequence[str], body: bytes) -> None:
        """Note what the replies to these queries look like."""
        if b"\n" not in body:
            self.met("reply_without_line_end")
        else:
            self.met("reply_ends_crlf" if b"\r\n" in body else "reply_ends_lf")
        key = unquote(queries[0].partition("=")[0]).encode()
        begin = body.lstrip()
        named = begin.removeprefix(_PATH)
        alone = _ALONE.search(body) is not None
        for name, is_so in {
            "reply_with_path": begin.startswith(_PATH),
            "reply_202_required": b"&202 Required" in body,
            "reply_hint_on_two_lines": _BROKEN_HINT.search(body) is not None,
            "reply_206_alone": alone,
            "reply_under_another_key": not (
                alone or named.startswith((key + b"=", key + b"&"))
            ),
        }.items():
            if is_so:
                self.met(name)

    async def stream(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass a stream on, and note how its parts are divided."""
        is_first = True
        async for chunk in chunks:
            if is_first:
                is_first = False
                found = _DELIMITER.match(chunk[:80])
                dashes = f"with_{len(found[1])}_dashes" if found else "missing"
                self.met(f"delimiter_{dashes}")
            yield chunk
