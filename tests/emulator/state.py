"""Keeping a camera's flash memory in a file, for the command line."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from .masks import Mask
from .motion import Spot

if TYPE_CHECKING:
    from .camera import EmulatedCamera


def _file(camera: EmulatedCamera, folder: Path) -> Path:
    return folder / f"{camera.identity.mac}.json"


def save(camera: EmulatedCamera, folder: Path) -> None:
    """Write what survives power-off."""
    folder.mkdir(parents=True, exist_ok=True)
    memory = {
        "saved": camera.parameters.saved,
        "passwords": camera.passwords,
        "presets": {number: asdict(spot) for number, spot in camera.presets.items()},
        "points": {name: asdict(spot) for name, spot in camera.points.items()},
        "program_image": camera.program_image,
        "masks": {area: asdict(mask) for area, mask in camera.masks.items()},
    }
    _file(camera, folder).write_text(json.dumps(memory, indent=1))


def load(camera: EmulatedCamera, folder: Path) -> None:
    """Read what an earlier run kept, if there was one."""
    file = _file(camera, folder)
    if not file.exists():
        return
    memory = json.loads(file.read_text())
    known = {
        key: val for key, val in memory["saved"].items() if camera.parameters.has(key)
    }
    camera.parameters.saved.update(known)
    camera.passwords = memory["passwords"]
    camera.presets = {int(at): Spot(**spot) for at, spot in memory["presets"].items()}
    camera.points = {name: Spot(**spot) for name, spot in memory["points"].items()}
    camera.program_image |= memory.get("program_image", {})
    camera.masks = {int(at): Mask(**mask) for at, mask in memory["masks"].items()}
