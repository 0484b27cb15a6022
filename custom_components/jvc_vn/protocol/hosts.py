"""Codecs of addresses and names of hosts, as strict as the guide is."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import override

from .codecs import Text
from .errors import Expected
from .formats import Address

LONGEST_NAME = 63
NO_HOST = "0.0.0.0"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
_MAILBOX = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]+")


def is_address(text: str) -> bool:
    """Tell whether this is an IPv4 address."""
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


def _is_name(text: str) -> bool:
    """Tell whether this is a name: four numbers that are no address are none."""
    last = text.rstrip(".").rpartition(".")[2]
    return bool(_NAME.fullmatch(text)) and not last.isdecimal()


class HostName(Text):
    """The name of a host, or none."""

    def __init__(self) -> None:
        """Set the most characters (guide, 6.10)."""
        super().__init__(LONGEST_NAME)

    @property
    @override
    def expected(self) -> Expected:
        return Expected("host_name", most=self.most)

    @override
    def encode(self, value: str) -> str:
        text = super().encode(value)
        if value and not _is_name(value):
            raise ValueError(value)
        return text


class Host(Text):
    """An IPv4 address or a name; `0.0.0.0` and nothing are none."""

    def __init__(self) -> None:
        """Set the most characters (guide, 6.5)."""
        super().__init__(LONGEST_NAME)

    @property
    @override
    def expected(self) -> Expected:
        return Expected("host", most=self.most)

    @override
    def encode(self, value: str) -> str:
        text = super().encode(value)
        if value and not _is_name(value) and not _is_unicast(value):
            raise ValueError(value)
        return text


def _is_unicast(text: str) -> bool:
    if not is_address(text):
        return False
    address = IPv4Address(text)
    return text == NO_HOST or not (address.is_multicast or address.is_reserved)


class AccessHost(Text):
    """An entry of the access list: an address, a range `10.0.0.0/24`, or a name."""

    def __init__(self) -> None:
        """Set the most characters (guide, 6.14)."""
        super().__init__(LONGEST_NAME)

    @property
    @override
    def expected(self) -> Expected:
        return Expected("access_host", most=self.most)

    @override
    def encode(self, value: str) -> str:
        text = super().encode(value)
        address, slash, prefix = value.partition("/")
        if slash:
            if not prefix.isdecimal() or len(prefix) > 2:
                raise ValueError(value)
            IPv4Network(f"{address}/{prefix}", strict=False)
        elif value and not _is_name(value) and not is_address(value):
            raise ValueError(value)
        return text


class Unicast(Address):
    """The address of one device."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("ipv4")

    @override
    def encode(self, value: str) -> str:
        text = super().encode(value)
        if text == NO_HOST or not _is_unicast(text):
            raise ValueError(value)
        return text


class NoAddress(Unicast):
    """The address of one device, or nothing."""

    @override
    def encode(self, value: str) -> str:
        return NO_HOST if value in ("", NO_HOST) else super().encode(value)


class Netmask(Address):
    """A mask without holes, with room for two devices."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("netmask")

    @override
    def encode(self, value: str) -> str:
        text = super().encode(value)
        ones = f"{int(IPv4Address(value)):032b}"
        if not re.fullmatch(r"1{1,30}0{2,31}", ones):
            raise ValueError(value)
        return text


class MailSender(Text):
    """The address that mails come from, or none."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("mail_address", most=self.most)

    @override
    def encode(self, value: str) -> str:
        text = super().encode(value)
        mailbox, _, host = value.rpartition("@")
        if value and not (_MAILBOX.fullmatch(mailbox) and _is_name(host)):
            raise ValueError(value)
        return text


class Barring(Text):
    """A text without some characters."""

    def __init__(self, most: int, barred: str) -> None:
        """Set the most bytes, and the characters that may not be in it."""
        super().__init__(most)
        self._barred = barred

    @property
    @override
    def expected(self) -> Expected:
        return Expected("text_without", most=self.most, barred=self._barred)

    @override
    def encode(self, value: str) -> str:
        text = super().encode(value)
        if set(value) & {*self._barred, " "}:
            raise ValueError(value)
        return text
