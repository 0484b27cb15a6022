"""Two networks with a cable between them, for tests that really change addresses."""

import contextlib
import os
import subprocess
from collections.abc import Iterator

CABLE = "eth0"
"""What the interface at either end of the cable is called."""
ONLY_ADDRESS = f"""sh -c '
  ip address flush dev {CABLE} && ip address add "$0/24" dev {CABLE}
'"""
"""A command that leaves an end no address but the one that follows it."""


class NoNamespacesError(Exception):
    """This machine does not let us have network namespaces; the text says why."""


class Namespace:
    """A network of its own, with a loopback and one end of the cable."""

    def __init__(self, name: str) -> None:
        """Name one that is there."""
        self.name = name
        self.within = ("ip", "netns", "exec", name)
        """The command that runs another one in it."""

    def take(self, *addresses: str) -> None:
        """Give the end of the cable addresses, each as ADDRESS/PREFIX."""
        for address in addresses:
            _ip("-n", self.name, "address", "add", address, "dev", CABLE)

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Let this thread, and threads that it starts, open their sockets there."""
        mine = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        try:
            os.setns(there, os.CLONE_NEWNET)
            yield
        finally:
            os.setns(mine, os.CLONE_NEWNET)
            os.close(there)
            os.close(mine)


@contextlib.contextmanager
def two_networks() -> Iterator[tuple[Namespace, Namespace]]:
    """Make two with a cable between them; they are gone afterwards.

    Raises:
        NoNamespacesError: the machine refuses.
    """
    names = [f"jvc_vn_{os.getpid()}_{end}" for end in ("here", "there")]
    with contextlib.ExitStack() as stack:
        for name in names:
            _ip("netns", "add", name)
            stack.callback(_ip, "netns", "delete", name)
        here, there = names
        end = ("name", CABLE, "netns")
        _ip("link", "add", *end, here, "type", "veth", "peer", *end, there)
        for name in names:
            for device in ("lo", CABLE):
                _ip("-n", name, "link", "set", device, "up")
            # Nobody at an address is found out at once, and not in three seconds.
            arp = ("name", "arp_cache", "dev", CABLE, "retrans", "50")
            _ip("-n", name, "ntable", "change", *arp)
        yield Namespace(here), Namespace(there)


def _ip(*words: str) -> None:
    try:
        done = subprocess.run(
            ("ip", *words), capture_output=True, text=True, check=False
        )
    except OSError as err:
        raise NoNamespacesError(str(err)) from err
    if done.returncode:
        raise NoNamespacesError(f"ip {' '.join(words)}: {done.stderr.strip()}")
