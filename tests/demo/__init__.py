"""The demonstration: a real Home Assistant with emulated (or real) cameras."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


class DemoError(Exception):
    """What went wrong, in one sentence for the person at the terminal."""
