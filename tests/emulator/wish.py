"""What a viewer asks for (guide 1.1 and 2.2)."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from .forms import Forms
from .mpeg4 import Settings

RATES = (
    *("30", "25", "15", "10", "7.5", "6", "5", "3", "2", "1", "0"),
    *("-2", "-3", "-5", "-10", "-15", "-20", "-30", "-60"),
)


@dataclass(frozen=True)
class Wish:
    """What a viewer asked for; what it left out is what the examples show."""

    encode: str
    rate: str
    boundary: bool
    ptz_info: bool

    @classmethod
    def parse(cls, query: str, settings: Settings, forms: Forms) -> Wish | None:
        """Read the query, or return None for what the camera cannot do."""
        values = {key: value[-1] for key, value in parse_qs(query).items()}
        ptz_info = values.get("ptz_info", "off") == "on"
        rate = values.get("framerate", "30")
        match values.get("encode"):
            case "mpeg4":
                # The rate is a setting; guide 2.2 has no other parameters.
                return cls("mpeg4", f"{settings.rate:g}", False, ptz_info)
            case "jpeg" if rate in RATES:
                asked = values.get("boundary", "off") == "on" and rate != "0"
                boundary = asked and forms.boundary_known
                return cls("jpeg", rate, boundary, ptz_info)
            case _:
                return None

    @property
    def interval(self) -> float:
        """Return the seconds between frames."""
        number = float(self.rate)
        return -number if number < 0 else 1 / number
