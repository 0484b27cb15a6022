"""The heads of streams and of their parts, as the guide prints them (1.2-1.4, 2)."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from .http_head import head_bytes, length_headers
from .mpeg4 import Position
from .wish import Wish

if TYPE_CHECKING:
    from .camera import EmulatedCamera


def stream_head(
    camera: EmulatedCamera, wish: Wish, size: str, length: int | None = None
) -> bytes:
    """Print the head of a stream; `length` is that of the first picture."""
    forms = camera.forms
    echo = f"encode={wish.encode}&framerate={wish.rate}&framesize={size}"
    if wish.encode == "mpeg4":
        headers = [("Connection", "close"), (forms.video_type_header, "video/mp4v-es")]
    elif wish.boundary:
        kind = f"multipart/x-mixed-replace;boundary={forms.boundary}"
        headers = [("Connection", "close")] if forms.push_connection else []
        headers.append((forms.video_type_header, kind))
    else:
        headers = [
            ("Connection", "close"),
            # The size of the first picture only (guide 1.2).
            *([] if length is None else length_headers(length, camera.faults)),
            (forms.video_type_header, "image/jpeg"),
        ]
    if wish.encode == "jpeg":
        echo += f"&boundary={_word(wish.boundary)}"
    echo += f"&ptz_info={_word(wish.ptz_info)}"
    headers += [
        ("Date", f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} GMT"),
        ("Server", f"JVC {camera.short_model} Network Camera"),
        (_echo_header(camera), f"\r\n{echo}" if forms.echo_broken else echo),
    ]
    return head_bytes(HTTPStatus.OK, headers, camera.faults)


def _echo_header(camera: EmulatedCamera) -> str:
    """Name the header that echoes stream parameters; V686B's is not printed."""
    if camera.forms.echo == "vnv25":
        return "x-vnv25_response"
    model = camera.forms.called.removesuffix("U") or camera.identity.model[:7]
    return f"x-{model.lower().replace('-', '')}_response"


def part_head(
    camera: EmulatedCamera, wish: Wish, length: int | None, position: Position
) -> bytes:
    """Print what stands before a picture; without a length none is announced."""
    # MPEG-4 is announced as a JPEG too (reference, 2).
    lines = [camera.forms.delimiter, "Content-Type: image/jpeg"]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    if wish.ptz_info:
        pan, tilt, zoom = position
        lines += [
            f"X-Puls-Pan: {round(pan * 100) % 36000}",
            f"X-Puls-Tilt: {round(tilt * 100)}",
            f"X-Posi-Zoom: {round(zoom * 100)}",
        ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _word(on: object) -> str:
    return "on" if on else "off"
