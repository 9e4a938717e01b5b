"""The chart, rendered by a few lines of our own: Helm is not in Debian, so Helm itself was not asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.typed import unknown_in

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "chancery"
VALUES: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
SLOT = re.compile(r"\{\{ \.(Values|Release)\.([A-Za-z.]+)( \| quote)? \}\}")
"""All that the templates use of Helm's language: values, and quotation marks round them."""


def value(room: str, path: str) -> Any:
    if room == "Release":
        return {"Name": "house"}[path]
    found: Any = VALUES
    for step in path.split("."):
        found = found[step]
    return found


def rendered(name: str) -> str:
    text = (CHART / "templates" / name).read_text(encoding="utf-8")

    def put(found: re.Match[str]) -> str:
        told = str(value(found[1], found[2]))
        return json.dumps(told) if found[3] else told

    whole = SLOT.sub(put, text)
    assert "{{" not in whole, f"{name} uses more of Helm than this test can render"
    return whole


HOUSE: dict[str, Any] = yaml.safe_load(rendered("house.yaml"))
POD: dict[str, Any] = HOUSE["spec"]["template"]["spec"]
BOXES: dict[str, dict[str, Any]] = {each["name"]: each for each in POD["containers"]}


def test_the_chart_says_what_it_is() -> None:
    """Helm's second form, with the version of the package."""
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
    project = (CHART.parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert (chart["apiVersion"], chart["name"]) == ("v2", "chancery")
    assert f'version = "{chart["appVersion"]}"' in project


def test_every_value_is_used() -> None:
    """A value that no template reads would be set in vain."""
    used = {found[2] for file in (CHART / "templates").iterdir() for found in SLOT.finditer(file.read_text())}
    assert set(_paths(VALUES)) - used == set()


def _paths(values: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, each in values.items():
        if isinstance(each, dict):
            yield from _paths(each, f"{before}{name}.")
        else:
            yield f"{before}{name}"


@pytest.mark.parametrize("name", ["counter", "desk", "live", "courier", "register"])
def test_every_command_can_be_typed(name: str) -> None:
    """Of each process of the house, and of what tells whether it is ready."""
    box = BOXES[name]
    assert unknown_in([str(word) for word in box["args"]]) == ""
    asked = box["readinessProbe"]["exec"]["command"]
    if asked[0] == "chancery":
        assert unknown_in(asked[1:]) == ""
    else:
        assert "/readyz" in asked[-1]
        assert "/healthz" in box["livenessProbe"]["exec"]["command"][-1]


def test_before_anything_begins_the_tables_are_brought_up() -> None:
    """By a command of ours, done twice being done once."""
    (first,) = POD["initContainers"]
    assert unknown_in(first["args"]) == ""


def test_one_register_has_one_writer() -> None:
    """One pod; nobody in it is root but the web server, which takes a port below 1024."""
    assert HOUSE["spec"]["replicas"] == 1
    assert POD["securityContext"]["runAsNonRoot"] is True
    roots = [name for name, box in BOXES.items() if box["securityContext"].get("runAsUser") == 0]
    assert roots == ["web"]


def test_the_public_processes_hold_no_key() -> None:
    """An empty folder lies where the keys would be, and other passwords than the Desk's are given."""
    volumes = {each["name"]: each for each in POD["volumes"]}
    for name in ("counter", "live"):
        mounted = {each["mountPath"]: each["name"] for each in BOXES[name]["volumeMounts"]}
        assert mounted["/var/lib/chancery/record/keys"] == "no-keys"
        assert mounted["/run/secrets/pgpass"] == "pgpass-counter"
    assert volumes["no-keys"]["emptyDir"] == {}


def test_what_is_mounted_is_there() -> None:
    """Every mount names a volume of the pod, or the claim."""
    there = {each["name"] for each in POD["volumes"]}
    there |= {each["metadata"]["name"] for each in HOUSE["spec"]["volumeClaimTemplates"]}
    boxes = [*POD["containers"], *POD["initContainers"]]
    assert {each["name"] for box in boxes for each in box["volumeMounts"]} == there


def test_the_service_leads_to_the_pod() -> None:
    """Its selector is the pod's labels, its target a port that a container names."""
    service = yaml.safe_load(rendered("service.yaml"))
    assert service["spec"]["selector"] == HOUSE["spec"]["template"]["metadata"]["labels"]
    named = {port["name"] for box in POD["containers"] for port in box.get("ports", [])}
    assert {each["targetPort"] for each in service["spec"]["ports"]} <= named


def test_the_notes_type_what_can_be_typed() -> None:
    """What Helm prints after installing."""
    typed = re.findall(r"^  chancery (.+)$", rendered("NOTES.txt"), re.MULTILINE)
    assert typed
    assert [unknown_in(each.split()) for each in typed] == [""]
