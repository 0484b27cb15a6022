"""scripts/release: what a release must be, its archive and its notes."""

import argparse
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from awesomeversion import AwesomeVersion

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "custom_components/jvc_vn"
NAME = "jvc_vn.zip"
STAMP = (2026, 1, 1, 0, 0, 0)
"""The time of all files in the archive: the same files make the same archive."""


class ReleaseError(Exception):
    """What is in the way of a release."""


def version() -> str:
    """The one place where it stands."""
    return str(json.loads((FOLDER / "manifest.json").read_text())["version"])


def notes(changelog: str, wanted: str) -> str:
    """What the changelog says of a version."""
    found = re.search(
        rf"^## \[{re.escape(wanted)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |^\[|\Z)",
        changelog,
        re.DOTALL | re.MULTILINE,
    )
    if not found or not found[1].strip():
        raise ReleaseError(f"CHANGELOG.md tells nothing of {wanted}, or not its day")
    return found[1].strip() + "\n"


def check(tag: str | None) -> None:
    """Refuse what must not be released."""
    wanted = version()
    if not AwesomeVersion(wanted).simple:
        raise ReleaseError(f"{wanted} is no version of the form 1.2.3")
    if tag is not None and tag != wanted:
        raise ReleaseError(f"the tag is {tag}, the manifest says {wanted}")
    hacs = json.loads((ROOT / "hacs.json").read_text())
    if (hacs.get("zip_release"), hacs.get("filename")) != (True, NAME):
        raise ReleaseError(f"hacs.json does not say that {NAME} is downloaded")


def files() -> Iterator[Path]:
    """What belongs to the integration: what git knows of its folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "."],
        cwd=FOLDER,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    yield from (FOLDER / name for name in sorted(listed.split("\0")) if name)


def build(target: Path) -> None:
    """Write the archive; its root is the integration's folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files():
            info = zipfile.ZipInfo(path.relative_to(FOLDER).as_posix(), STAMP)
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)


def main(arguments: list[str]) -> int:
    """Check, then build."""
    parser = argparse.ArgumentParser(
        prog="scripts/release",
        description=(
            "Check that a release is whole, and write dist/jvc_vn.zip, which the"
            " Marketplace and HACS download, and dist/notes.md. Publishes nothing:"
            " a tag that is pushed does (.github/workflows/release.yml)."
        ),
    )
    parser.add_argument("--tag", help="the tag; it has to be the manifest's version")
    parser.add_argument(
        "--draft", action="store_true", help="the changelog may lack the version"
    )
    parser.add_argument(
        "--to", type=Path, default=ROOT / "dist", help="folder to write to (dist)"
    )
    options = parser.parse_args(arguments)
    try:
        check(options.tag)
        if not options.draft:
            text = notes((ROOT / "CHANGELOG.md").read_text(), version())
            options.to.mkdir(parents=True, exist_ok=True)
            (options.to / "notes.md").write_text(text)
    except ReleaseError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    build(options.to / NAME)
    print(options.to / NAME)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
