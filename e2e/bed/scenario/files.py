"""Reads e2e/scenarios.d and says everything that is wrong with it, each fault with its file and place."""
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bed import paths
from bed.scenario import texts, vocabulary

FOLDER = paths.E2E / "scenarios.d"
SHARED = FOLDER / "_shared"
# Placeholders that every scenario has besides its namespaces.
GIVEN = {"id", "chart", "audience", "issuer", "standin", "folder"}
NEEDS = {"bed", "iris", "knative", "mesh", "helm"}
_KEYS = {"about", "serial", "order", "long", "needs", "namespaces", "given", "when", "then", "finally"}


class Faulty(Exception):
    """Some files are not as they should be; one line each."""


@dataclass
class Scenario:
    name: str
    folder: Path
    about: str
    steps: list
    finally_: list
    namespaces: dict
    serial: bool = False
    order: int = 0
    long: bool = False
    needs: list = field(default_factory=list)


def load(folder=FOLDER):
    """Every scenario; raises Faulty with all faults at once."""
    found, faults = [], []
    for file in sorted(folder.glob("[!_]*/scenario.yaml")):
        scenario, wrong = _read(file)
        found.append(scenario)
        faults += wrong
    faults += [f"{f}: has no scenario.yaml" for f in sorted(folder.glob("[!_]*"))
               if f.is_dir() and not (f / "scenario.yaml").exists()]
    if faults:
        raise Faulty("\n".join(faults))
    return found


def _read(file):
    where = file.relative_to(paths.REPOSITORY) if file.is_relative_to(paths.REPOSITORY) else file
    try:
        data = yaml.safe_load(file.read_text())
    except yaml.YAMLError as error:
        return None, [f"{where}: {' '.join(str(error).split())}"]
    if not isinstance(data, dict):
        return None, [f"{where}: is to be a mapping with about, given, when, then"]
    faults = [f"{key}: unknown; a scenario has {', '.join(sorted(_KEYS))}" for key in data if key not in _KEYS]
    if not isinstance(data.get("about"), str):
        faults.append("about: needs a sentence on what is shown")
    namespaces = data.get("namespaces") or {}
    faults += [f"namespaces.{alias}: is to be plain or profile" for alias, kind in namespaces.items()
               if kind not in ("plain", "profile")]
    faults += [f"needs: {need}: known are {', '.join(sorted(NEEDS))}" for need in data.get("needs") or []
               if need not in NEEDS]
    if data.get("long") and not data.get("serial"):
        faults.append("long: only what is serial may be")
    if not data.get("then"):
        faults.append("then: needs at least one step, or nothing is shown")
    steps = []
    for part in ("given", "when", "then", "finally"):
        listed = data.get(part) or []
        found = vocabulary.all_faults(listed, part) if isinstance(listed, list) else [f"{part}: is to be a list"]
        faults += found
        if part != "finally" and not found:
            steps += [(f"{part}[{index}]", step) for index, step in enumerate(listed)]
    faults += _placeholders(data, namespaces) + _manifests(data, file.parent, namespaces)
    scenario = Scenario(file.parent.name, file.parent, data.get("about"), steps, data.get("finally") or [],
                        namespaces, bool(data.get("serial")), data.get("order") or 0, bool(data.get("long")),
                        data.get("needs") or [])
    return scenario, [f"{where}: {fault}" for fault in faults]


def _saved(value):
    """Names that steps give to what they got, with `save`."""
    parts = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    own = {value["save"]} if isinstance(value, dict) and isinstance(value.get("save"), str) else set()
    return own.union(*(_saved(part) for part in parts))


def _placeholders(data, namespaces):
    known = GIVEN | set(namespaces) | _saved(data)
    return [f"${{{name}}}: unknown; there are {', '.join(sorted(known))}" for name in sorted(texts.names(data) - known)]


def _manifests(value, folder, namespaces):
    """Manifest files that `apply` steps name: they have to be there, to be YAML, and to use known placeholders."""
    if isinstance(value, list):
        return [fault for part in value for fault in _manifests(part, folder, namespaces)]
    if not isinstance(value, dict):
        return []
    faults = [fault for part in value.values() for fault in _manifests(part, folder, namespaces)]
    name = value.get("apply")
    if isinstance(name, str):
        file = manifest(folder, name)
        if not file.exists():
            return [*faults, f"apply: {name}: there is no such file in the scenario's folder or in _shared"]
        try:
            list(yaml.safe_load_all(re.sub(r"\$\{[^}]*\}", "x", file.read_text())))
        except yaml.YAMLError as error:
            faults.append(f"{name}: {' '.join(str(error).split())}")
        known = GIVEN | set(namespaces) | set(value.get("with") or {})
        faults += [f"{name}: ${{{unknown}}}: unknown; there are {', '.join(sorted(known))}"
                   for unknown in sorted(texts.names(file.read_text()) - known)]
    return faults


def manifest(folder, name):
    """A manifest of the scenario, or one that all share."""
    own = folder / name
    return own if own.exists() else SHARED / name
