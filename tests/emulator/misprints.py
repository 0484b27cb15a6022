"""Keys as the guide misprints them in replies (reference, sections 6 and 11).

Nobody knows whether a real camera does so; with this on, the emulated one does.
"""

import re

_READ = {
    "camera.image.brightness": "camera.image.brightnesss",
    "camera.status": "canera.status",
}
_WRITTEN = {
    "camera.status": "canera.status",
    "camera.image.3ddnr": "camera.image.dnr",
    "camera.motion.auto_pan.image": "canera.motion.auto_pan.image",
    "camera.motion.auto_trace.image": "canera.motion.auto_trace.image",
    "application.smtp.type": "application.event.smtp.type",
    "network.gateway(ipv4)": "network.gateway",
    "network.destination(2).port": "network.destination(1).port",
}


def as_printed(key: str, *, write: bool) -> str:
    """Return a key as the guide prints it in the reply to a get or a set."""
    if write:
        key = re.sub(r"output_pin(\.pin\(\d\)\.duration)", r"input_pin\1", key)
        key = re.sub(r"(camera\.position\(\d+\))\.comment", r"\1.status", key)
        return _WRITTEN.get(key, key)
    key = re.sub(r"(private_mask\.area)\(\d\)", r"\1(number)", key)
    return _READ.get(key, key)
