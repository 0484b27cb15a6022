"""The exceptions of the protocol layer."""

from collections.abc import Mapping
from typing import Self


class VnError(Exception):
    """The root of everything that this package raises on purpose."""


class UnreachableError(VnError):
    """The camera did not answer: no route, refused, reset, or out of time."""


class ClosedError(UnreachableError):
    """The camera took the connection and closed it without a word.

    That is how it treats a request for video from an address that its access
    list names (guide, 1).
    """


class InvalidResponseError(VnError):
    """Something answered, but not in the camera's language."""


class UnreadableValueError(InvalidResponseError):
    """The camera answered for a key, but with a value that we cannot read."""


class OtherModelError(InvalidResponseError):
    """A camera of the same maker, of a model that we do not know."""


class UnexpectedDeviceError(VnError):
    """Somebody else answers at the address of our camera.

    Attributes:
        mac: the other camera's, None if it is no camera of ours at all.
    """

    def __init__(self, mac: str | None) -> None:
        """Name the other device."""
        super().__init__(f"camera {mac}" if mac else "no camera")
        self.mac = mac


class AuthenticationError(VnError):
    """The camera knows no such user, or the password is another one."""


class RefusedError(VnError):
    """The camera answered a request with an error of its own.

    The guide prints only `401 Unauthorized`, for a key or a role that may not;
    what other errors look like is not documented, so code and reason are kept
    as they came.
    """

    def __init__(self, key: str, code: int, reason: str) -> None:
        """Keep the key and the camera's own words."""
        super().__init__(f"{key}: {code} {reason}")
        self.key = key
        self.code = code
        self.reason = reason


class Expected(str):
    """What a value must be: in words for a log, in parts for a translation.

    Attributes:
        kind: which sentence it is, a key of the table below.
        details: what stands in the sentence.
    """

    __slots__ = ("details", "kind")

    kind: str
    details: Mapping[str, str]

    def __new__(cls, kind: str, **details: object) -> Self:
        """Put the sentence together."""
        texts = {name: str(detail) for name, detail in details.items()}
        self = super().__new__(cls, _EXPECTED[kind].format(**texts))
        self.kind = kind
        self.details = texts
        return self


_EXPECTED = {
    "number": "a number from {low} to {high}",
    "whole_number": "a whole number from {low} to {high}",
    "choice": "one of {choices}",
    "text": "a text of at most {most} bytes without control characters",
    "plain_text": "a text without control characters",
    "long_text": "a text of {least} to {most} bytes without control characters",
    "joined": "whole numbers from 0 to {highest}",
    "area": "{rows} rows of {columns} cells",
    "clock": "a time of day",
    "date": "a date and a time",
    "window": "two times of day, the first before the second",
    "address": "an IPv4 address in {network}",
    "gray": "a grey such as 808080",
    "number_or": "a number from {low} to {high}, or one of {choices}",
    "zero_or_more": "0, or a whole number from {low} to {high}",
    "mac": "twelve hexadecimal digits",
    "key": "a key of the guide",
    "fields": "fields out of {names}",
    "typed": "fields of which the type is one of {choices}",
    "other_event": "an input event other than the first",
    "ipv4": "an IPv4 address",
    "mail_address": "a mail address of at most {most} characters",
    "pulse": "0 (for good), or {low} to {high} ms",
    "password": "a text of 4 to 16 printable ASCII characters",
    "own_mac": "the MAC address of the camera, {mac}",
    "some_speed": "a speed other than 0 for at least one of them",
    "some": "a value for at least one of them",
    "free_preset": "the title of a preset: no number is left for a new one",
    "patrol_steps": "1 to {most} steps, each with a preset and seconds",
    "ending": "a path that ends in one of {endings}",
    "length": "a request of at most {most} bytes",
}


class InvalidValueError(VnError, ValueError):
    """A value that the camera would not take; nothing was sent."""

    def __init__(self, field: str, value: object, expected: Expected) -> None:
        """Name the field (a key of the guide or an argument) and what it takes."""
        super().__init__(f"{field}: {value!r} is not {expected}")
        self.field = field
        self.value = value
        self.expected = expected
