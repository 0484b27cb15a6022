"""What is private is taken out of whatever is shown to others."""

from datetime import date
from enum import Enum
from ipaddress import IPv4Address

import pytest

from custom_components.jvc_vn.protocol.scrubber import Scrubber, texts_of


@pytest.fixture
def scrubber() -> Scrubber:
    """Somebody's camera."""
    return Scrubber(["By the pond", "Max", "off"], mark="•", public=["off"])


def test_documents(scrubber: Scrubber) -> None:
    """However deep, and in whatever holds texts; numbers and times stay."""
    when = date(2026, 11, 26)
    shown = scrubber.document(
        {
            "title": "by the pond",
            "hosts": (IPv4Address("192.168.1.5"), {"yard: Max"}),
            "plain": [None, True, 5, 1.5, when, "off"],
        }
    )
    assert shown == {
        "title": "•",
        "hosts": ["•", ["yard: •"]],
        "plain": [None, True, 5, 1.5, when, "off"],
    }


def test_texts_of_a_value() -> None:
    """Every text in it, however deep; what is no text by how it is written."""

    class Kind(Enum):
        FAR = 1

    value = {"a": ["Gate", ("Pond", {"Yard"})], "b": (None, 5, date(2026, 1, 1))}
    assert list(texts_of(value)) == ["Gate", "Pond", "Yard"]
    assert list(texts_of([IPv4Address("10.0.0.1"), Kind.FAR])) == [
        "10.0.0.1",
        "Kind.FAR",
    ]
