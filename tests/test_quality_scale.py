"""The quality scale: every rule has its state, and every proof that is named exists."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "custom_components/jvc_vn"
SCALE: dict[str, Any] = yaml.safe_load((FOLDER / "quality_scale.yaml").read_text())
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text())
TIERS = {
    "bronze": (
        "action-setup appropriate-polling brands common-modules"
        " config-flow-test-coverage config-flow dependency-transparency docs-actions"
        " docs-conditions docs-high-level-description docs-installation-instructions"
        " docs-removal-instructions docs-triggers entity-event-setup entity-unique-id"
        " has-entity-name runtime-data test-before-configure test-before-setup"
        " unique-config-entry"
    ),
    "silver": (
        "action-exceptions config-entry-unloading docs-configuration-parameters"
        " docs-installation-parameters entity-unavailable integration-owner"
        " log-when-unavailable parallel-updates reauthentication-flow test-coverage"
    ),
    "gold": (
        "devices diagnostics discovery-update-info discovery docs-data-update"
        " docs-examples docs-known-limitations docs-supported-devices"
        " docs-supported-functions docs-troubleshooting docs-use-cases"
        " dynamic-devices entity-category entity-device-class"
        " entity-disabled-by-default entity-translations exception-translations"
        " icon-translations reconfiguration-flow repair-issues stale-devices"
    ),
    "platinum": "async-dependency inject-websession strict-typing",
}
"""The rules of each tier, which includes those above it."""
RULES = [rule for rules in TIERS.values() for rule in rules.split()]
PROOF = re.compile(r"(?:[\w.-]+/)*[\w-]+(?:\.\w+)?(?:::\w+|#[\w-]+)?")
BLOCKING = {"requests", "urllib.request", "subprocess", "http.client"}


@cache
def functions(path: Path) -> frozenset[str]:
    """The names of a file's functions."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    nodes = ast.walk(ast.parse(path.read_text()))
    return frozenset(node.name for node in nodes if isinstance(node, kinds))


@cache
def headings(path: Path) -> frozenset[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"(?m)^#+ (.+)$", path.read_text())
    return frozenset(
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles
    )


def exists(proof: str) -> bool:
    """Whether a test, a heading or a file is there."""
    name, test, function = proof.partition("::")
    name, page, anchor = name.partition("#")
    path = ROOT / name
    if not path.is_file():
        return False
    if test:
        return function.startswith("test_") and function in functions(path)
    return anchor in headings(path) if page else True


def proofs(comment: str) -> list[str]:
    """What a comment names: whatever looks like a path."""
    return [
        word
        for word in PROOF.findall(comment)
        if "/" in word or word.startswith("README.md")
    ]


def test_every_rule_is_there() -> None:
    """All 54, in the order of their tiers, and no other."""
    assert len(RULES) == 54
    assert list(SCALE["rules"]) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_the_proofs_exist(rule: str) -> None:
    """What is done names them; what is exempt says why."""
    row = SCALE["rules"][rule]
    assert row.keys() == {"status", "comment"}
    assert row["status"] in {"done", "exempt", "todo"}
    found = proofs(row["comment"])
    assert found or row["status"] != "done"
    assert [proof for proof in found if not exists(proof)] == []


@pytest.mark.parametrize(
    "proof",
    [
        "tests/test_init.py::test_that_nobody_has_written",
        "docs/polling.md#no-such-heading",
        "docs/no_such_page.md",
        "custom_components/jvc_vn",
    ],
)
def test_what_is_no_proof(proof: str) -> None:
    """Else the test above could not fail."""
    assert not exists(proof)


def test_the_manifest_claims_what_is_reached() -> None:
    """The highest tier of which, and of those below, no rule is left to do."""
    reached = None
    for tier, rules in TIERS.items():
        if any(SCALE["rules"][rule]["status"] == "todo" for rule in rules.split()):
            break
        reached = tier
    assert MANIFEST["quality_scale"] == reached


# Proofs that are at home nowhere else.


def modules() -> Iterator[tuple[str, ast.Module]]:
    """All of the integration."""
    for path in sorted(FOLDER.rglob("*.py")):
        yield path.relative_to(FOLDER).as_posix(), ast.parse(path.read_text())


def test_nothing_of_an_entry_is_kept_in_hass_data() -> None:
    """It is the entry's `runtime_data`; entries are typed by one name."""
    for name, module in modules():
        text = ast.unparse(module)
        assert "hass.data[DOMAIN]" not in text, name
        assert "setdefault(DOMAIN" not in text, name
    assigned = [
        node
        for node in ast.walk(ast.parse((FOLDER / "coordinator.py").read_text()))
        if isinstance(node, ast.TypeAlias) and node.name.id == "VnConfigEntry"
    ]
    assert [ast.unparse(node.value) for node in assigned] == [
        "ConfigEntry[VnCoordinator]"
    ]


def test_nothing_blocks_the_event_loop() -> None:
    """No client that waits, and no sleep but asyncio's."""
    for name, module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                assert not BLOCKING & {alias.name for alias in node.names}, name
            elif isinstance(node, ast.ImportFrom):
                assert node.module not in BLOCKING, name
            elif isinstance(node, ast.Call):
                assert ast.unparse(node.func) != "time.sleep", name


def test_types_are_strict_and_shipped() -> None:
    """`mypy --strict` reads all of it, and others may read our types (PEP 561)."""
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert mypy["strict"] is True
    assert "custom_components/jvc_vn" in mypy["files"]
    assert (FOLDER / "py.typed").exists()
