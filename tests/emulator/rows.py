"""The shape of one row of the parameter table, and the ways a value is saved."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .checks import Check


@dataclass(frozen=True)
class Saving:
    """How a written value takes effect (the codes of the guide's sections 6.x).

    `group` names what is saved or activated together; `hint` is what the 202 reply
    carries. Staged values are not seen by a get until their group is activated.
    Both may hold the key's first index as {0}.
    """

    group: str
    hint: str = ""
    staged: bool = False


NOW = Saving("now")
CAM = Saving("camera", "camera.status=save")
ENC1 = Saving("encode", "encode(1).status=save")
ENC2 = Saving("encode", "encode(2).status=save")
EVT = Saving("event({0})", "application.event({0}).status=restart", staged=True)
IF = Saving("reboot", "network.interface.status=restart", staged=True)
# The guide prints the DNS call as hint for IPv6; what activates it is the reboot.
IPV6 = Saving("reboot", "network.dns.status=restart", staged=True)
SYS = Saving("reboot", "system.status=restart", staged=True)
DNS = Saving("dns", "network.dns.status=restart", staged=True)
NTP = Saving("ntp", "network.ntp.status=restart", staged=True)
HTTP = Saving("http", "network.http(configuration).status=restart", staged=True)
VSIP = Saving("vsip", "network.vsip_server.status=restart", staged=True)
# Printed with .host although the documented key is .status (guide 6.13).
DST = Saving("destination({0})", "network.destination({0}).host=save", staged=True)
# Printed without the mode although the documented key has one (guide 6.7).
PATROL = Saving("patrol({0})", "camera.motion.auto_patrol.status=save")
# Iris, white balance and backlight belong to a preset; three hints are printed.
IRIS = Saving("image", "camera(num).status=save or camera.motion.auto_pan.image=save")
BALANCE = Saving("image", "camera.status=save or camera.motion.auto_pan.image=save")
IMAGE = Saving("image", "camera.status=save")


@dataclass(frozen=True)
class Row:
    """One parameter of the guide, perhaps with indexes."""

    key: str
    check: Check
    default: str = ""
    saving: Saving = NOW
    over: tuple[tuple[str, ...], ...] = ()
    read: str = "AOU"
    write: str = "AO"
    needs: str = ""

    def instances(self) -> Iterator[Instance]:
        """Expand the indexes to concrete keys."""
        for indexes in itertools.product(*self.over):
            yield Instance(self.key.format(*indexes), indexes, self)


@dataclass(frozen=True)
class Instance:
    """A concrete key, such as camera.position(3).comment."""

    key: str
    indexes: tuple[str, ...]
    row: Row

    @property
    def group(self) -> str:
        """Name what this value is saved or activated with."""
        return self.row.saving.group.format(*self.indexes)

    @property
    def hint(self) -> str:
        """Tell what the 202 reply prints."""
        return self.row.saving.hint.format(*self.indexes)


def span(first: int, last: int) -> tuple[str, ...]:
    """List the figures of an index."""
    return tuple(str(figure) for figure in range(first, last + 1))


def expand(rows: Iterable[Row]) -> dict[str, Instance]:
    """Turn rows into a dictionary of all concrete keys."""
    return {instance.key: instance for row in rows for instance in row.instances()}
