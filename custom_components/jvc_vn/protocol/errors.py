"""What can go wrong between us and a camera: one small tree."""


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


class InvalidValueError(VnError, ValueError):
    """A value that the camera would not take; nothing was sent."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        """Name the field (a key of the guide or an argument) and what it takes."""
        super().__init__(f"{field}: {value!r} is not {expected}")
        self.field = field
        self.value = value
        self.expected = expected
