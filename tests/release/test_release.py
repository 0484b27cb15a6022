"""A release: what is refused, what the archive holds, and that it can be installed."""

import zipfile
from pathlib import Path

import pytest

from tests.life.cycle import live
from tests.release import __main__ as release

CHANGELOG = (
    "# Changelog\n\n## [1.2.3] - 2026-11-25\n\n- New.\n\n## [1.2.2] - 2026-01-01\n"
)


def test_the_notes_are_those_of_the_version() -> None:
    """And of no other."""
    assert release.notes(CHANGELOG, "1.2.3") == "- New.\n"


@pytest.mark.parametrize("version", ["1.2.2", "1.2", "1.2.4", "Unreleased"])
def test_a_version_of_which_nothing_is_told(version: str) -> None:
    """Or that has no day yet."""
    with pytest.raises(release.ReleaseError, match="CHANGELOG"):
        release.notes(CHANGELOG, version)


def test_a_tag_of_another_version(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is built."""
    assert release.main(["--tag", "9.9.9"]) == 1
    assert "9.9.9" in capsys.readouterr().err


def test_the_archive(tmp_path: Path) -> None:
    """What git knows of the integration, at the root, the same each time."""
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    release.build(one)
    release.build(two)
    assert one.read_bytes() == two.read_bytes()
    names = set(zipfile.ZipFile(one).namelist())
    assert {"manifest.json", "translations/en.json", "protocol/http.py"} <= names
    assert {"brand/icon.png", "py.typed", "services.yaml"} <= names
    assert not [name for name in names if "__pycache__" in name or ".." in name]


@pytest.mark.timeout(180)
async def test_it_can_be_installed(tmp_path: Path) -> None:
    """A Home Assistant of its own with the archive has a whole life with a camera."""
    assert release.main(["--draft", "--to", str(tmp_path)]) == 0
    await live(tmp_path, zipfile.ZipFile(tmp_path / release.NAME).extractall)
