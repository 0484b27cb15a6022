"""Several values are written all, or none; what cannot be put back stays owed."""

from typing import Any

import pytest

from custom_components.jvc_vn.protocol import http
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.all_or_nothing import set_all
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import UnreachableError, VnError
from tests.emulator import EmulatedCamera
from tests.emulator.faults import Refusal

CHANGES = {p.COLOR: 60, p.ENHANCE: 61}


class Book:
    """Keeps what is owed."""

    def __init__(self) -> None:
        """Owe nothing."""
        self.owed: dict[str, Any] = {}

    def owe(self, what: str, ends: Any) -> None:
        """Note it."""
        self.owed[what] = ends

    def settle(self, what: str) -> None:
        """Strike it out."""
        self.owed.pop(what, None)

    def failed(self, what: str) -> None:
        """Nothing is made of it."""


async def attempt(camera: Camera, book: Book) -> None:
    """Write two values."""
    held = {parameter: await camera.get(parameter) for parameter in CHANGES}
    await set_all(camera, CHANGES, held, what="both", ledger=book)


async def test_all(camera: Camera, emulated: EmulatedCamera) -> None:
    """Nothing is owed any more."""
    book = Book()
    await attempt(camera, book)
    assert (emulated.get(p.COLOR.key), emulated.get(p.ENHANCE.key)) == ("60", "61")
    assert book.owed == {}


@pytest.mark.parametrize("put_back", [True, False])
async def test_one_is_refused(
    put_back: bool, camera: Camera, emulated: EmulatedCamera
) -> None:
    """The other is as it was; if that is refused too, it stays owed."""
    book = Book()
    before = emulated.get(p.COLOR.key)
    emulated.faults.refusals.append(Refusal(f"{p.ENHANCE.key}=61"))
    if not put_back:
        emulated.faults.refusals.append(Refusal(f"{p.COLOR.key}={before}"))
    with pytest.raises(VnError):
        await attempt(camera, book)
    assert (emulated.get(p.COLOR.key) == before) is put_back
    assert bool(book.owed) is not put_back


async def test_it_goes_away(
    camera: Camera, emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written, and what may have been, is owed for when it is back."""
    monkeypatch.setattr(http, "TIMEOUT", 0.1)
    book = Book()
    for silent in (f"{p.ENHANCE.key}=*", f"{p.COLOR.key}={emulated.get(p.COLOR.key)}"):
        emulated.faults.refusals.append(Refusal(silent, silent=True))
    with pytest.raises(UnreachableError):
        await attempt(camera, book)
    assert book.owed["both"].keys() == CHANGES.keys()
