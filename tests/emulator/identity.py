"""What sets the three models and their firmware versions apart (guide 0.1)."""

import re
from dataclasses import dataclass
from functools import cached_property

MODELS = ("VN-V685", "VN-V686", "VN-V686B")
# Of all three users (guide 5.2).
FACTORY_PASSWORDS = (("VN-V685", "jvc"), ("VN-V686", "vn-v686"), ("VN-V686B", "jvc"))


@dataclass(frozen=True)
class Identity:
    """A model with a firmware version."""

    model: str
    firmware: str
    mac: str

    def __post_init__(self) -> None:
        """Refuse what was never made."""
        if self.model not in MODELS:
            raise ValueError(f"unknown model {self.model}")

    @property
    def full_model(self) -> str:
        """Return the name with its region suffix; V686B's is inferred."""
        return f"{self.model}U"

    @property
    def host_name(self) -> str:
        """Return the name that log lines carry."""
        return self.model.lower()

    @property
    def default_password(self) -> str:
        """Return the factory password (guide 5.2)."""
        return dict(FACTORY_PASSWORDS)[self.model]

    @property
    def optical_limit(self) -> int:
        """Return the largest optical magnification."""
        return 27 if self.model == "VN-V685" else 36

    @cached_property
    def version(self) -> tuple[int, int]:
        """Return the firmware version as numbers."""
        parts = re.search(r"(\d+)[.-](\d+)", self.firmware)
        if parts is None:
            raise ValueError(f"firmware is written V3-00, not {self.firmware}")
        return int(parts[1]), int(parts[2])

    @cached_property
    def features(self) -> frozenset[str]:
        """Name what this camera has beyond the common part."""
        older = self.model == "VN-V686"
        known = {
            "ipv6": not older,
            "amx": not older,
            "vsip": not older,
            "autofull": not older,
            "3ddnr": not older and self.version >= (3, 0),
            "v2": not older and self.version >= (2, 0),
            "intelligent": not older or self.version >= (1, 2),
            # The text says v1.03, the table of page 5 v1.04: the text is nearer.
            "click": not older or self.version >= (1, 3),
        }
        return frozenset(name for name, present in known.items() if present)
