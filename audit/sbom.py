"""Writes bills of materials (CycloneDX) of what each environment installs: ``python -m audit.sbom FOLDER``."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = ("platform", "bot", "llm")
WEB = "web"
VERSION = "1.6"
"""Of CycloneDX, for Python; npm writes 1.5."""
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", re.MULTILINE)

Bill = dict[str, Any]


def make_bill(name: str, environments: Path) -> Bill:
    """Return the bill of an environment, or of the web parts.

    Of an environment that is not made, the lock tells names and versions, but no licences.

    Raises:
        subprocess.CalledProcessError: the tool failed.
    """
    if name == WEB:
        return _run(["npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], ROOT / "web")
    lock = ROOT / "requirements" / f"{name}.txt"
    options = ["--of", "JSON", "--sv", VERSION, "--output-reproducible"]
    tool = [sys.executable, "-m", "cyclonedx_py"]
    python = environments / name / "bin" / "python"
    if not python.exists():
        return _run([*tool, "requirements", str(lock), *options], ROOT)
    return only_locked(_run([*tool, "environment", str(python), *options], ROOT), lock.read_text(encoding="utf-8"))


def only_locked(bill: Bill, lock: str) -> Bill:
    """Return a bill of what the lock names: beside it, the tests' tools may stand in the same environment."""
    names = {normal(name) for name in _PIN.findall(lock)}
    kept = [it for it in bill["components"] if normal(it["name"]) in names]
    refs = {it["bom-ref"] for it in kept}
    depending = [
        {**it, "dependsOn": [ref for ref in it.get("dependsOn", []) if ref in refs]}
        for it in bill.get("dependencies", [])
        if it["ref"] in refs
    ]
    return {**bill, "components": kept, "dependencies": depending}


def normal(name: str) -> str:
    """Return the name of a Python package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def check_bill(bill: Bill) -> str | None:
    """Return what is wrong with a bill by the schema of its version, None where it is right."""
    validator = JsonStrictValidator(SchemaVersion.from_version(bill["specVersion"]))
    problem = validator.validate_str(json.dumps(bill))
    return None if problem is None else str(problem)


def _run(command: list[str], folder: Path) -> Bill:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    bill: Bill = json.loads(done.stdout)
    return bill


def main(arguments: list[str] | None = None) -> int:
    """Write ``platform.cdx.json``, ``bot.cdx.json``, ``llm.cdx.json`` and ``web.cdx.json``."""
    parser = argparse.ArgumentParser(prog="./moien sbom", description=__doc__)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args(arguments)
    environments = Path(os.environ.get("MOIEN_ENV_DIR") or ROOT / ".moien" / "env")
    chosen.folder.mkdir(parents=True, exist_ok=True)
    for name in (*ENVIRONMENTS, WEB):
        bill = make_bill(name, environments)
        problem = check_bill(bill)
        if problem is not None:
            sys.stderr.write(f"{name}: not CycloneDX {bill['specVersion']}: {problem}\n")
            return 1
        file = chosen.folder / f"{name}.cdx.json"
        file.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        sys.stdout.write(f"{file}: {len(bill['components'])} components\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
