"""The factory values that depend on the camera, or that make a better start."""

from .layout import LANDMARKS

# A patrol over the front of the yard, so that there is one to start.
PATROL = ((0, 10), (1, 10), (2, 20), (5, 10))

# The direction and speed that a start uses before somebody sets others.
DRIVES: dict[tuple[str, str], str] = {
    ("pan", "mode"): "right",
    ("tilt", "mode"): "down",
    ("zoom", "mode"): "in",
    ("focus", "mode"): "far",
    ("iris", "mode"): "open",
    ("pan", "speed"): "50",
    ("tilt", "speed"): "50",
    ("zoom", "speed"): "50",
    ("focus", "speed"): "50",
}


def values(camera_id: str, host: str, mask: str, http_port: int) -> dict[str, str]:
    """Return what differs from the table's defaults."""
    values = {
        "camera.id": camera_id,
        "network.interface.ip": host,
        "network.interface.subnetmask": mask,
        "network.http.port": str(http_port or 80),
        "network.destination(2).host": "225.0.1.2",
        "network.destination(2).port": "59152",
        "application.event(6).action": "ftpto/ftp01/object01",
    }
    for landmark in LANDMARKS:
        values[f"camera.position({landmark.number}).comment"] = landmark.title
    for step, (number, seconds) in enumerate(PATROL):
        key = f"camera.motion.auto_patrol(0).position({step})"
        values[key] = str(number)
        values[f"{key}.duration"] = str(seconds)
    return values
