"""Whatever a camera, or what stands in its place, sends: only what is documented.

`FUZZ_EXAMPLES` says how many messages each target reads, always the same ones;
`scripts/fuzz` goes on for longer, with others each time.
"""

import os

import pytest

from .__main__ import play
from .targets import TARGETS

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10000"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", TARGETS)
def test_only_what_is_documented(name: str) -> None:
    """Ten thousand messages, true ones with mistakes."""
    assert play(TARGETS[name], EXAMPLES, steady=True) >= EXAMPLES
