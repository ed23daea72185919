"""A CycloneDX 1.5 bill of materials of a lock: each package with its version, its package URL and the hashes it may have.

Made from the lock alone, so that the same lock gives the same bill to the letter: no time stands in it, and its serial number
is that of the lock's text.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)(?P<rest>.*)$", re.MULTILINE
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
HASHES = "lianfang:artefact:sha256"
"""The property under which a component's possible artefacts stand: one for each platform, of which a site has one."""


def components(lock: str) -> list[dict[str, Any]]:
    """The packages of a lock.

    Raises:
        ValueError: one has no hash, or nothing is pinned.
    """
    found = []
    for pin in PINNED.finditer(lock.replace("\\\n", " ")):
        name, version = re.sub(r"[-_.]+", "-", pin["name"]).lower(), pin["version"]
        hashes = HASH.findall(pin["rest"])
        if not hashes:
            raise ValueError(f"{name} has no hash")
        purl = f"pkg:pypi/{name}@{version}"
        properties = [{"name": HASHES, "value": one} for one in sorted(hashes)]
        found.append(
            {
                "type": "library",
                "bom-ref": purl,
                "name": name,
                "version": version,
                "purl": purl,
                "properties": properties,
            }
        )
    if not found:
        raise ValueError("nothing is pinned")
    return sorted(found, key=lambda one: str(one["bom-ref"]))


def bill(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """The whole bill: of the project, all that it is made of."""
    parts = components(lock)
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_OID, lock).urn,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": own, "name": project["name"], "version": project["version"], "purl": own,
                "description": project["description"], "licenses": [{"license": {"id": project["license"]}}],
            },
        },
        "components": parts,
        "dependencies": [{"ref": own, "dependsOn": [one["bom-ref"] for one in parts]}],
    }  # fmt: skip


def main(lock: str, project: str) -> None:
    """Print the bill of a lock and a project file."""
    told = tomllib.loads(Path(project).read_text("utf-8"))["project"]
    print(json.dumps(bill(Path(lock).read_text("utf-8"), told), indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:3])
