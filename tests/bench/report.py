"""What a bench found, as a table on the screen and a chapter of the docs."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PERFORMANCE = Path(__file__).parents[2] / "docs" / "performance.md"


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        what: what was measured, in a few words.
        measured: the figure with its unit.
        goal: what it should be, empty where nothing was promised.
        met: whether it is, None without a goal.
    """

    what: str
    measured: str
    goal: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Say in a word how it went."""
        return {True: "yes", False: "**no**", None: ""}[self.met]


def below(
    what: str, measured: float, goal: float, unit: str, digits: int = 1
) -> Figure:
    """Make a figure that should not be above its goal."""
    return Figure(
        what,
        f"{measured:.{digits}f} {unit}",
        f"at most {goal:g} {unit}",
        measured <= goal,
    )


def at_least(
    what: str, measured: float, goal: float, unit: str, digits: int = 1
) -> Figure:
    """Make a figure that should not be under its goal."""
    return Figure(
        what,
        f"{measured:.{digits}f} {unit}",
        f"at least {goal:g} {unit}",
        measured >= goal,
    )


def percentile(values: list[float], percent: float) -> float:
    """Return the value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def table(figures: list[Figure]) -> str:
    """Lay figures out as a Markdown table."""
    lines = ["| what | measured | goal | met |", "|---|---|---|---|"]
    lines += [f"| {f.what} | {f.measured} | {f.goal} | {f.verdict} |" for f in figures]
    return "\n".join(lines)


def machine() -> str:
    """Say where and with what the figures were measured."""
    cores = os.process_cpu_count()
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("homeassistant", "aiohttp", "av")
    )
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
        cwd=PERFORMANCE.parent,
    ).stdout.strip()
    return (
        f"{cores} cores ({platform.machine()}), Python {platform.python_version()}, "
        f"{versions}, commit {commit or 'unknown'}"
    )


def write(name: str, figures: list[Figure], path: Path = PERFORMANCE) -> None:
    """Put the figures into their chapter of the docs, between its two marks."""
    text = path.read_text(encoding="utf-8")
    chapter = f"Measured on {machine()}.\n\n{table(figures)}"
    marked = re.compile(
        rf"(<!-- bench {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL
    )
    if not marked.search(text):
        raise SystemExit(f"{path} has no chapter for {name}")
    text = marked.sub(lambda found: f"{found[1]}{chapter}\n{found[2]}", text)
    path.write_text(text, encoding="utf-8")
