"""What the camera sends by itself: mail, files, messages and multicast streams."""

from .multicast import Multicast
from .outbox import Outbox, Sent

__all__ = ["Multicast", "Outbox", "Sent"]
