"""To whom the camera sends video, and how many streams (reference, 1.7 and 6.14)."""

import ipaddress
from collections.abc import Mapping, Sequence

MOST_STREAMS = 20
MOST_MIXED = 2
"""Streams of either kind while both kinds run."""


def admits(
    encode: str,
    running: Sequence[str],
    bitrate: int,
    jpeg_clients: int = MOST_STREAMS,
) -> bool:
    """Tell whether one stream more is sent, beside those that run.

    The table for JPEG alone is lost; the limit of all streams stands in for it.
    """
    if len(running) >= MOST_STREAMS:
        return False
    jpeg = (*running, encode).count("jpeg")
    mpeg4 = (*running, encode).count("mpeg4")
    if jpeg and mpeg4:
        return jpeg <= MOST_MIXED and mpeg4 <= MOST_MIXED
    return jpeg <= jpeg_clients if jpeg else mpeg4 <= most_mpeg4(bitrate)


def most_mpeg4(bitrate: int) -> int:
    """Return how many MPEG-4 streams of a bit rate the camera sends."""
    table = ((600_000, 20), (3_000_000, 4), (6_000_000, 2))
    return next((most for limit, most in table if bitrate <= limit), 1)


def bars(parameters: Mapping[str, str], host: str) -> bool:
    """Apply the access restriction (guide 6.14)."""
    base = "network.access_control(stream_out)"
    listed = [parameters[f"{base}.host({number})"] for number in range(1, 11)]
    hit = any(_covers(entry, host) for entry in listed if entry)
    if parameters[f"{base}.logic"] == "allow":
        return any(listed) and not hit
    return hit


def _covers(entry: str, host: str) -> bool:
    try:
        network = ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return entry == "localhost" and host.startswith("127.")
    return ipaddress.ip_address(host) in network
