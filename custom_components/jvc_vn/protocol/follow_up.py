"""Reads what a change still needs: `202 Accepted(camera.status=save)` (6.1a)."""

import re
from dataclasses import dataclass

# Hints that the guide misprints, and the key that it documents for the same thing
# (reference, section 11). `{n}` is the number in the key that was written.
_MISPRINTS = (
    (
        r"network\.destination\(\d\)\.host=(save|start)",
        r"network.destination({n}).status=\1",
    ),
    (
        r"camera\.motion\.auto_patrol\.status=save",
        r"camera.motion.auto_patrol({n}).status=save",
    ),
)
_IPV6 = "network.interface.ipv6.status"
_RESTART_NETWORK = "network.interface.status=restart"
_SAVE_CAMERA = "camera.status=save"
_REBOOTS = frozenset({_RESTART_NETWORK, "system.status=restart"})


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A call that makes a change last or take effect."""

    key: str
    value: str

    def __str__(self) -> str:
        """Show it as the camera does: `camera.status=save`."""
        return f"{self.key}={self.value}"

    @property
    def reboots(self) -> bool:
        """The camera restarts: away for about a minute, never sent unasked."""
        return str(self) in _REBOOTS

    @property
    def stages(self) -> bool:
        """Until it is sent, reads give the old value."""
        return self.value == "restart" or self.key.startswith("network.destination")


def follow_up(written: str, detail: str | None) -> FollowUp | None:
    """Read the hint that came for the key `written`, as the documented call.

    Values that are kept with a preset name two calls (`… or …`). One of them may be
    the save of all camera settings; the others keep it with a preset or a program,
    and which is meant only the person knows: they need none of us.
    """
    if not detail:
        return None
    hint = _RESTART_NETWORK if written == _IPV6 else detail.strip()
    if alternatives := re.split(r"\s+or\s+", hint)[1:]:
        offered = {hint.split()[0], *alternatives}
        hint = _SAVE_CAMERA if _SAVE_CAMERA in offered else ""
    number = re.search(r"\((\d+)\)", written)
    for misprint, documented in _MISPRINTS:
        if match := re.fullmatch(misprint, hint):
            hint = match.expand(documented).format(n=number[1] if number else "")
    key, separator, value = hint.partition("=")
    return FollowUp(key, value) if separator and key and value else None
