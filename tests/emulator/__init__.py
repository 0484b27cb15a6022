"""An emulated JVC VN-V685, VN-V686 or VN-V686B, written from the maker's guide."""

from .camera import EmulatedCamera
from .http_head import Request

__all__ = ["EmulatedCamera", "Request"]
