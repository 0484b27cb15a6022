"""Keys as the guide misprints them (reference, sections 6 and 11).

Nobody knows whether a real camera does so; with forms for it, the emulated one does.
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
_HINTS = {
    "encode(2).framesize": "encode(1).status=save",
    "network.destination(2).port": "network.destination(1).host=save",
}
# By name: the key to be set as it is misprinted, and as it is meant.
PRINTED = {
    "status": (r"canera\.status", "camera.status"),
    "duration": (
        r"peripheral\.input_pin\.pin\((\d)\)\.duration",
        r"peripheral.output_pin.pin(\1).duration",
    ),
    "pan_image": (
        r"canera\.motion\.auto_pan\.image",
        "camera.motion.auto_pan.image",
    ),
    "trace_image": (
        r"canera\.motion\.auto_trace\.image",
        "camera.motion.auto_trace.image",
    ),
    "monitor_type": (r"image\.monitortype", "camera.image.monitortype"),
}
# The guide prints the right spelling of the monitor type too.
PRINTED_ONLY = frozenset(PRINTED) - {"monitor_type"}


def as_printed(key: str, *, write: bool) -> str:
    """Return a key as the guide prints it in the reply to a get or a set."""
    if write:
        key = re.sub(r"output_pin(\.pin\(\d\)\.duration)", r"input_pin\1", key)
        key = re.sub(r"(camera\.position\(\d+\))\.comment", r"\1.status", key)
        return _WRITTEN.get(key, key)
    key = re.sub(r"(private_mask\.area)\(\d\)", r"\1(number)", key)
    return _READ.get(key, key)


def hint_as_printed(key: str, hint: str) -> str:
    """Return the hint of a 202 as the guide prints it for a key."""
    return _HINTS.get(key, hint)


def meant(key: str) -> tuple[str, str] | None:
    """Return the name of a misprinted key, and the key that is meant."""
    for name, (pattern, right) in PRINTED.items():
        if found := re.fullmatch(pattern, key):
            return name, found.expand(right)
    return None


def named(key: str) -> str | None:
    """Return the name of a key that the guide misprints, given as it is meant."""
    for name, (_, right) in PRINTED.items():
        if re.fullmatch(re.escape(right).replace(r"\\1", r"\d"), key):
            return name
    return None
