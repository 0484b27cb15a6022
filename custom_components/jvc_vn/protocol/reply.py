"""The grammar of replies: `KEY[=VALUE]&CODE REASON[(detail)]` (guide, 5.3 and 6).

Both ways of writing a line end, blank lines, and lines that belong to the reply
above them (`system.log`) are taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .errors import InvalidResponseError, RefusedError

# A value may itself hold `&` or `=`: only the last `&nnn` of a line ends it.
_CODE = re.compile(r"&(\d{3})(?=[ (]|$)")
_KEY = re.compile(r"[A-Za-z][^\s=&]*")
_LONGEST_REASON = 200
UNAUTHORIZED = 401
"""The only error that the guide prints (6)."""
# Replies about recording are printed with the path in front of the key (6.5).
_PATH = "/api/param?"
# `202` at the end of a line, or an open bracket: the rest is on the next.
_HINT_GOES_ON = re.compile(r"&202(?: [A-Za-z]*)?|&2\d\d [^(]*\([^)]*")
# The end of a trace is told without a key (6.6-5).
_ALONE = re.compile(r"(2\d\d) ([A-Z][A-Za-z ,_()]*)")


@dataclass(frozen=True, slots=True)
class Reply:
    """The camera's answer to one key.

    Attributes:
        key: the key as the camera spelled it, which is not always the one asked.
        value: the text after `=`, None if there was no `=`.
        code: 200, 202, 206, 401 …
        reason: the words after the code.
        detail: what stood in brackets behind them: what a change still needs
            (202), or why only a part was done (206).
        lines: further lines without a code of their own (`system.log`).
    """

    key: str
    value: str | None
    code: int
    reason: str
    detail: str | None
    lines: tuple[str, ...] = ()

    def raise_for_error(self) -> None:
        """Raise RefusedError if the camera says that it did not do it."""
        if not 200 <= self.code < 300:
            raise RefusedError(self.key, self.code, self.reason)


def decode_text(data: bytes) -> str:
    """Decode a line of a reply.

    The guide names no encoding. UTF-8 is what we write; bytes that are not
    UTF-8 are shown one for one, so that nothing is lost.
    """
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def parse_replies(body: bytes) -> list[Reply]:
    """Take a body apart into its replies, in the order they came.

    Raises:
        InvalidResponseError: if no line of it is a reply.
    """
    replies: list[Reply] = []
    extra: list[list[str]] = []
    for line in _lines(body):
        if reply := _parse_line(line):
            replies.append(reply)
            extra.append([])
        elif replies:
            extra[-1].append(line)
    if not replies:
        raise InvalidResponseError(f"no reply in {len(body)} bytes: {body[:40]!r}")
    return [
        replace(reply, lines=tuple(lines)) if lines else reply
        for reply, lines in zip(replies, extra, strict=True)
    ]


def _lines(body: bytes) -> Iterator[str]:
    """Yield the lines with something on them; a hint on two lines is one."""
    held = ""
    for raw in body.replace(b"\r", b"\n").split(b"\n"):
        line = decode_text(raw).strip(" \t\0")
        if not line:
            continue
        if held and not _CODE.search(line):
            yield f"{held} {line}"
            held = ""
            continue
        if held:
            yield held
        held = line if _HINT_GOES_ON.fullmatch(line, max(line.rfind("&"), 0)) else ""
        if not held:
            yield line
    if held:
        yield held


def _parse_line(line: str) -> Reply | None:
    if alone := _ALONE.fullmatch(line):
        line = f"&{alone[0]}"
    line = line.removeprefix(_PATH)
    codes = list(_CODE.finditer(line))
    if not codes:
        return None
    code = codes[-1]
    key, equals, value = line[: code.start()].partition("=")
    if not alone and not _KEY.fullmatch(key):
        return None
    reason, bracket, detail = line[code.end() :].partition("(")
    return Reply(
        key=key,
        value=value if equals else None,
        code=int(code[1]),
        reason=reason.strip()[:_LONGEST_REASON],
        detail=detail[:_LONGEST_REASON].rstrip().removesuffix(")") if bracket else None,
    )
