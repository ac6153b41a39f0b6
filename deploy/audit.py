"""Locks go in, the known weaknesses of what they name come out: exit 1 if there is one.

    python deploy/audit.py requirements.lock

What could not be looked up, for want of a network or of an index that tells, is said in so many words and is no
failure: it is not the same as none known.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audit found, in lines for people."""

    lines: tuple[str, ...]
    weak: bool = False


def verdict(lock: str, stdout: str, stderr: str) -> Verdict:
    """What `pip-audit --format json` said of a lock.

    >>> verdict("a.lock", '{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', "").lines
    ('a.lock: 1 of 1 packages audited, none has a known weakness.',)
    >>> verdict("a.lock", '{"dependencies": [{"name": "a", "skip_reason": "not found"}]}', "").lines
    ('a.lock: NOT AUDITED, 0 of 1 packages could be looked up: not found',)
    >>> verdict("a.lock", "", "Traceback…\\nConnectionError: no network").lines
    ('a.lock: NOT AUDITED, the advisories could not be reached: ConnectionError: no network',)
    """
    try:
        packages: list[dict[str, Any]] = json.loads(stdout)["dependencies"]
    except (ValueError, KeyError):
        said = (stderr.strip().splitlines() or ["no answer"])[-1]
        return Verdict((f"{lock}: NOT AUDITED, the advisories could not be reached: {said[:200]}",))
    audited = [one for one in packages if "vulns" in one]
    missed = [one for one in packages if "vulns" not in one]
    weak = [_weakness(one, found) for one in audited for found in one["vulns"]]
    if not audited:
        reason = missed[0].get("skip_reason", "no reason given") if missed else "it names none"
        return Verdict((f"{lock}: NOT AUDITED, 0 of {len(packages)} packages could be looked up: {reason}",))
    told = f"{len(weak)} known weaknesses" if weak else "none has a known weakness"
    lines = [f"{lock}: {len(audited)} of {len(packages)} packages audited, {told}.", *weak]
    if missed:
        lines.append(f"{lock}: NOT AUDITED: {', '.join(one['name'] for one in missed)}")
    return Verdict(tuple(lines), weak=bool(weak))


def _weakness(package: dict[str, Any], found: dict[str, Any]) -> str:
    """One weakness: where, which, and what to do."""
    remedy = f"mended in {', '.join(found['fix_versions'])}" if found.get("fix_versions") else "not mended yet"
    return f"  {package['name']} {package['version']}: {found['id']}, {remedy}"


def main(locks: Sequence[str]) -> int:
    """Audit each lock. The versions are those of the lock: nothing is installed or resolved."""
    weak = False
    for lock in locks:
        command = [sys.executable, "-m", "pip_audit", "--requirement", lock]
        done = subprocess.run(
            [*command, "--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"],
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )
        found = verdict(lock, done.stdout, done.stderr)
        print("\n".join(found.lines))
        weak |= found.weak
    return int(weak)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
