"""`python -m tests.demo.nine FILE`: a dashboard with nine live pictures, as a picture.

Nine emulated cameras on one page, each over a WebSocket of ours: with motion JPEG the
browser would stop at the sixth, for it opens no more connections.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from . import DemoError, config_folder, screenshot
from .__main__ import home_assistant, prepared
from .cameras import Camera, add
from .client import Client, onboard
from .config_folder import HOST
from .processes import Child, Children, require_free

PORT = 8125
URL_PATH = "nine-cameras"
CARD = Path(__file__).with_name("frames_card.js")
PLACES = (
    *("Front yard", "Gate", "Front door", "Driveway", "Garage", "Pond", "Back yard"),
    *("Terrace", "Side door"),
)
PRESETS = (0, 1, 2, 3, 4, 5, 0, 3, 2)
CAMERAS = tuple(
    Camera(
        model=("VN-V685", "VN-V686B")[number % 2],
        host=f"127.0.0.{61 + number}",
        port=8085,
        username="admin",
        password="jvc",
        name=place,
        area="Outdoors",
    )
    for number, place in enumerate(PLACES)
)


def emulator(folder: Path) -> Child:
    """Return the process of the cameras."""
    command = [sys.executable, "-m", "tests.emulator"]
    for camera in CAMERAS:
        command += ["--camera", f"{camera.model}@{camera.address}"]
    return Child("the emulated cameras", command, folder / "emulator.log")


def dashboard(entities: list[str]) -> dict[str, Any]:
    """Lay out three rows of three."""
    cards = [{"type": "custom:jvc-vn-frames", "entity": each} for each in entities]
    grid = {"type": "grid", "columns": 3, "square": False, "cards": cards}
    return {"title": "Cameras", "views": [{"type": "panel", "cards": [grid]}]}


async def set_up(url: str) -> None:
    """Add the cameras, point them somewhere, and make the dashboard."""
    await onboard(url)
    async with Client.connect(url) as client:
        await client.started()
        for camera in CAMERAS:
            await add(client, camera)
        entities = []
        for camera, preset in zip(CAMERAS, PRESETS, strict=True):
            name = (camera.name or "").lower().replace(" ", "_")
            entities.append(f"camera.{name}")
            target = {"entity_id": entities[-1], "preset": str(preset)}
            await client.post("/api/services/jvc_vn/goto_preset", target)
        await client.command(
            "lovelace/resources/create", res_type="module", url=f"/local/{CARD.name}"
        )
        await client.command(
            "lovelace/dashboards/create", url_path=URL_PATH, title="Cameras"
        )
        await client.command(
            "lovelace/config/save", url_path=URL_PATH, config=dashboard(entities)
        )


async def run(output: Path) -> None:
    """Start everything, look at it, and end it."""
    require_free(HOST, PORT, "end what uses it")
    folder = Path(tempfile.mkdtemp(prefix="jvc_vn_nine_"))
    try:
        config = folder / "config"
        config_folder.prepare(config, PORT, [camera.address for camera in CAMERAS])
        (config / "www").mkdir()
        shutil.copy(CARD, config / "www")
        async with Children() as children:
            await children.start(emulator(folder))
            await children.start(home_assistant(folder, config))
            watch = asyncio.create_task(children.watch())
            await prepared(set_up(f"http://{HOST}:{PORT}"), watch)
            await screenshot.capture(
                screenshot.arguments(
                    [
                        *("--url", f"/{URL_PATH}", "--port", str(PORT)),
                        *("--output", str(output), "--wait", "20"),
                        *("--width", "1100", "--height", "720"),
                    ]
                )
            )
            watch.cancel()
        with Image.open(output) as picture:
            # A third of the bytes, for the docs.
            small = picture.convert("RGB").quantize(128)
        small.save(output, optimize=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.demo.nine")
    parser.add_argument("output", type=Path)
    try:
        asyncio.run(run(parser.parse_args().output))
    except DemoError as error:
        print(f"nine: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
