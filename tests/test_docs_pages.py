"""Pages for people: links lead somewhere, and what they list is whole."""

import json
import re
from pathlib import Path

import pytest

from .test_quality_scale import headings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ENGLISH = json.loads(
    (ROOT / "custom_components/jvc_vn/translations/en.json").read_text()
)
TROUBLE = (ROOT / "docs/troubleshooting.md").read_text()
LINK = re.compile(r"\]\((?!https?://)([^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file of the repository, and to a heading that is there."""
    for link in LINK.findall(page.read_text()):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in headings(target), link


def test_every_repair_has_its_cure() -> None:
    """A row with its very title, as a person sees it."""
    rows = set(re.findall(r"(?m)^\| ([^|]+?) \|", TROUBLE))
    titles = {
        issue["title"].replace("{camera}", "Yard")
        for issue in ENGLISH["issues"].values()
    }
    assert titles <= rows
    assert rows - titles == {"Repair"}


def test_what_is_quoted_is_said() -> None:
    """The texts of the set-up that the page quotes begin as they do there."""
    said = " ".join([*ENGLISH["config"]["error"].values(), "The login was refused."])
    quoted = re.findall(r"\*\*“(?:… )?([^”…]+)[ ”…]", TROUBLE.split("## Picture")[0])
    assert len(quoted) >= 4
    for text in quoted:
        assert text.strip(" .") in said, text
