"""The exceptions of the protocol layer."""

from collections.abc import Mapping
from typing import Self


class VnError(Exception):
    """The base of all errors that this package raises."""


class UnreachableError(VnError):
    """The camera did not answer: no route, refused, reset, or out of time."""


class ClosedError(UnreachableError):
    """The camera accepted the connection and closed it without an answer.

    It does so with a request for video from an address that its access list
    names (guide, 1).
    """


class InvalidResponseError(VnError):
    """Something answered, but not in the camera's language."""


class UnreadableValueError(InvalidResponseError):
    """The camera answered for a key, but with a value that we cannot read."""


class OtherModelError(InvalidResponseError):
    """A camera of the same maker, of a model that we do not know."""


class UnexpectedDeviceError(VnError):
    """Another device answers at the address of our camera.

    Attributes:
        mac: of the other camera, None if it is no VN-V68x at all.
    """

    def __init__(self, mac: str | None) -> None:
        """Name the other device."""
        super().__init__(f"camera {mac}" if mac else "no camera")
        self.mac = mac


class AuthenticationError(VnError):
    """The camera refused the login: no such user, or a wrong password."""


class RefusedError(VnError):
    """The camera answered a request with an error.

    The guide prints only `401 Unauthorized`, for a key or a role that may not;
    what other errors look like is not documented, so code and reason are kept
    as they came.
    """

    def __init__(self, key: str, code: int, reason: str) -> None:
        """Keep the key, and code and reason as the camera wrote them."""
        super().__init__(f"{key}: {code} {reason}")
        self.key = key
        self.code = code
        self.reason = reason


class Expected(str):
    """What a value must be: in words for a log, in parts for a translation.

    Attributes:
        kind: which sentence it is, a key of the table below.
        details: what fills the sentence's placeholders.
    """

    __slots__ = ("details", "kind")

    kind: str
    details: Mapping[str, str]

    def __new__(cls, kind: str, **details: object) -> Self:
        """Fill the sentence in."""
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
    "title": "a text of at most {most} characters without control characters",
    "title_bytes": (
        "a text of at most {most} bytes: it has {counted}, for letters such as é, ł or"
        " 門 count twice or more"
    ),
    "preset_or_title": (
        "a number from {low} to {high}, or the title of a preset, which is no number"
    ),
    "plain_text": "a text without control characters",
    "long_text": "a text of {least} to {most} bytes without control characters",
    "joined": "whole numbers from 0 to {highest}",
    "area": "{rows} rows of {columns} cells",
    "clock": "a time of day",
    "date": "a date and a time",
    "window": "two times of day, the first before the second",
    "address": "an IPv4 address in {network}",
    "number_or": "a number from {low} to {high}, or one of {choices}",
    "zero_or_more": "0, or a whole number from {low} to {high}",
    "mac": "twelve hexadecimal digits",
    "key": "a key of the guide",
    "fields": "fields out of {names}",
    "typed": "fields of which the type is one of {choices}",
    "other_event": "an input event other than the first",
    "ipv4": "an IPv4 address",
    "host": "an IPv4 address or a name of at most {most} characters",
    "host_name": "a name of letters, digits, - and . of at most {most} characters",
    "access_host": (
        "an IPv4 address, a range such as 10.0.0.0/24, or a name of at most {most}"
        " characters"
    ),
    "netmask": "a net mask such as 255.255.255.0, without holes",
    "text_without": (
        "a text of at most {most} bytes without blanks, control characters and {barred}"
    ),
    "no_dhcp": "a value only while DHCP is off",
    "host_of": "an address of a device in {network}",
    "other_host": "the address of another device in {network}",
    "free_port": "another port: there it serves {taken}",
    "hosts": "a list of at most {most} hosts",
    "own_place": "another group or port than the other stream has",
    "registered": "a registered preset, or another one with {permission}",
    "needed": "something: {by} needs it",
    "server": "an address and port at which a server for {service} answers",
    "mail_address": "a mail address of at most {most} characters",
    "pulse": "0 (for good), or {low} to {high} ms",
    "password": "a text of 4 to 16 printable ASCII characters",
    "own_mac": "the MAC address of the camera, {mac}",
    "some_speed": "a speed other than 0 for at least one of them",
    "some": "a value for at least one of them",
    "texts": "a list of at most {most} texts of 1 to {longest} bytes each",
    "free_preset": "the title of a preset: no number is left for a new one",
    "patrol_steps": "at most {most} steps, each with a preset and seconds",
    "masks": "1 to {most} masks, each with area and enabled",
    "other_mask": "a mask that is not in the list yet",
    "spelled": "a text such as {example}",
    "ending": "a path that ends in one of {endings}",
    "length": "a request of at most {most} bytes",
}


class InvalidValueError(VnError, ValueError):
    """A value that the camera would not take; nothing was sent."""

    def __init__(self, field: str, value: object, expected: Expected) -> None:
        """Name the field (a key of the guide or an argument) and what it accepts."""
        super().__init__(f"{field}: {value!r} is not {expected}")
        self.field = field
        self.value = value
        self.expected = expected
