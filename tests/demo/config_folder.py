"""The configuration folder of the demonstration's Home Assistant."""

import json
from typing import TYPE_CHECKING, Any

from . import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HOST = "127.0.0.1"

CONFIGURATION = """\
# Written by scripts/demo at every start.
homeassistant:
  name: Demo
  country: US
  language: en
  unit_system: metric
  media_dirs:
    local: {media}
  allowlist_external_dirs:
    - {media}
frontend:
recorder:
history:
logbook:
media_source:
conversation:
automation: !include automations.yaml
jvc_vn:
  search: {search}
"""


def prepare(folder: Path, port: int, search: Iterable[str]) -> None:
    """Write what Home Assistant must know before it starts; keep all the rest."""
    folder.mkdir(parents=True, exist_ok=True)
    media = folder / "media"
    media.mkdir(exist_ok=True)
    text = CONFIGURATION.format(
        search=json.dumps(list(search)), media=json.dumps(str(media))
    )
    (folder / "configuration.yaml").write_text(text)
    (folder / "automations.yaml").touch()
    link = folder / "custom_components"
    if not link.is_symlink():
        link.symlink_to(ROOT / "custom_components")

    # The web server and the network component know no YAML any more.
    store(folder, "http", _http(port), version=2, minor_version=2)
    store(folder, "core.network", {"configured_adapters": ["lo"]})
    if not (folder / ".storage" / "onboarding").exists():
        # The other steps would add integrations that ask the internet.
        done = {"done": ["core_config", "analytics", "integration"]}
        store(folder, "onboarding", done, version=4)


def _http(port: int) -> dict[str, Any]:
    """Listen on loopback only."""
    return {
        "stable": {
            "server_host": [HOST],
            "server_port": port,
            "cors_allowed_origins": [],
            "login_attempts_threshold": -1,
            "ip_ban_enabled": False,
            "ssl_profile": "modern",
            "use_x_frame_options": True,
            "created_at": "2026-01-01T00:00:00+00:00",
            "error": None,
            "error_message": None,
        },
        "pending": None,
        "yaml_migration_done": True,
    }


def store(
    folder: Path,
    key: str,
    data: dict[str, Any],
    *,
    version: int = 1,
    minor_version: int = 1,
) -> None:
    """Write one file in the form of Home Assistant's own storage."""
    file = folder / ".storage" / key
    file.parent.mkdir(exist_ok=True)
    content = {
        "version": version,
        "minor_version": minor_version,
        "key": key,
        "data": data,
    }
    file.write_text(json.dumps(content, indent=2))
