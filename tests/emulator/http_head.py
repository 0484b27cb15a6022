"""The heads of HTTP requests and answers, and the login."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from .faults import Faults

type Headers = list[tuple[str, str]]

ROLES = {"admin": "A", "operator": "O", "user": "U"}


@dataclass(frozen=True)
class Request:
    """A request as it came in; `target` is exactly what stood in the first line."""

    time: float
    method: str
    target: str
    user: str | None
    host: str = ""
    connection: int = 0

    @property
    def path(self) -> str:
        """Return what stands before the question mark."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """Return what stands behind the question mark."""
        return self.target.partition("?")[2]


@dataclass(frozen=True)
class Head:
    """The head of a request."""

    method: str
    target: str
    headers: dict[str, str]

    @classmethod
    def parse(cls, data: bytes) -> Head | None:
        """Read the head, or return None where it is none."""
        first, *rest = data.decode("latin-1").split("\r\n")
        words = first.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/"):
            return None
        pairs = (line.partition(":") for line in rest if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        return cls(words[0], words[1], headers)

    @property
    def login(self) -> tuple[str, str] | None:
        """Return user and password, if there is a user of that name."""
        return login(self.headers.get("authorization", ""))

    @property
    def wants_html(self) -> bool:
        """Tell whether the answer is HTML: asked for, or nothing asked (guide 5.1)."""
        accept = self.headers.get("accept", "")
        return not accept or ("text/html" in accept and "text/plain" not in accept)


@dataclass(frozen=True)
class Reply:
    """An answer of the API."""

    status: HTTPStatus
    text: str = ""
    html: bool = False
    extra: tuple[tuple[str, str], ...] = ()


def head_bytes(status: HTTPStatus, headers: Headers, faults: Faults) -> bytes:
    """Print the head of an answer."""
    change = {"lower": str.lower, "upper": str.upper}.get(faults.header_case, str)
    colon = " :" if faults.blank_before_colon else ":"
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    lines += [
        f"{change(name)}{colon}{'' if value.startswith('\r\n') else ' '}{value}"
        for name, value in headers
    ]
    if faults.nameless_header:
        lines.insert(2, ": nothing")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def length_headers(length: int, faults: Faults) -> Headers:
    """Announce the length, as truly as the camera is allowed to."""
    if faults.no_content_length:
        return []
    told = str(length + faults.content_length_extra)
    match faults.length_header:
        case "empty":
            told = ""
        case "twice":
            return [("Content-Length", told)] * 2
        case "differing":
            return [("Content-Length", told), ("Content-Length", str(length + 7))]
    return [("Content-Length", told)]


def api_date(now: datetime) -> str:
    """Print the date with its month in capitals, as the guide's 5.3 does."""
    return f"{now:%a}, {now:%d} {now.strftime('%b').upper()} {now:%Y %H:%M:%S} GMT"


def login(header: str) -> tuple[str, str] | None:
    """Return user and password of an Authorization header."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(token, validate=True).decode()
    except binascii.Error, UnicodeDecodeError:
        return None
    user, _, password = text.partition(":")
    return (user, password) if user in ROLES else None
