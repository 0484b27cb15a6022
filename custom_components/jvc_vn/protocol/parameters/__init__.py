"""Every parameter of the camera, once (reference, 6.2-6.20).

A key of the guide stands in these tables and nowhere else in the integration. The one
that is missing is the second threshold of intelligent tracking: its name is lost.
"""

from .parameter import (
    ADMINISTRATORS,
    EVERYBODY,
    NOBODY,
    OPERATORS,
    Indexed,
    Parameter,
    Rhythm,
)

# In the order of the guide.
# isort: off
from .camera import *
from .alarms import *
from .ptz import *
from .network import *
from .rows import table

# isort: on

__all__ = [
    "ADMINISTRATORS",
    "EVERYBODY",
    "NOBODY",
    "OPERATORS",
    "PARAMETERS",
    "Indexed",
    "Parameter",
    "Rhythm",
]

PARAMETERS = table.parameters
"""All parameters by their key."""
