"""Pictures of the emulator's yard, drawn beforehand: drawing costs what is measured."""

from itertools import cycle
from threading import Lock

from tests.emulator import EmulatedCamera
from tests.emulator.scene import YardScene
from tests.emulator.video import encode
from tests.emulator.view import View

QUALITY = 75
PICTURES = 12


class Album:
    """Pictures of one yard, handed out in turn."""

    def __init__(self) -> None:
        """Draw nothing yet."""
        self._lock = Lock()
        self._jpegs: list[bytes] = []
        self._turn = cycle(self._jpegs)

    def fill(self, camera: EmulatedCamera) -> None:
        """Draw the pictures."""
        scene = YardScene(camera.layout)
        view = camera.video.view("vga")
        for _ in range(PICTURES):
            self._jpegs.append(encode(scene.render(view), QUALITY))
        self._turn = cycle(self._jpegs)

    def show(self, camera: EmulatedCamera) -> None:
        """Let a camera send them."""
        camera.video._photograph = self.draw  # type: ignore[method-assign]

    def draw(self, _view: View) -> bytes:
        """Return the next picture."""
        with self._lock:
            return next(self._turn)
