"""Run all benchmarks."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from sudolint.audit import Auditor
from sudolint.difference.difference import difference
from sudolint.packs import Packs
from sudolint.policy.load import policy_from_text
from sudolint.source import Source
from sudolint.syntax.nix.parser import parse as parse_nix
from sudolint.syntax.sudoers.parser import parse
from tests.bench import clock
from tests.bench.hostile import POLICIES
from tests.bench.policies import lines, of_size

ROOT = Path(__file__).parent.parent.parent
SUDOLINT = Path(sys.executable).with_name("sudolint")


def start_up() -> None:
    """The whole process on the example, beside an empty one of the same Python."""
    empty = clock.of_command([sys.executable, "-I", "-c", "pass"], 15)
    clock.row("python -I -c pass", empty)
    for name in ("ai-worker.nix", "ai-worker.sudoers", "operators.sudoers"):
        command = [str(SUDOLINT), "check", "--output-format", "concise", str(ROOT / "examples" / name)]
        spent = clock.of_command(command)
        clock.row(f"sudolint {name}", spent, f"{spent / empty:.1f} x the empty process")


def sudoers(folder: Path) -> None:
    """Parsing sudoers, beside visudo and cvtsudoers on the same file."""
    before = 0.0
    for size in (1_000_000, 4_000_000):
        text = of_size(size)
        path = folder / f"{size}.sudoers"
        path.write_text(text)
        spent = clock.of_call(lambda text=text: parse(Source("policy", text)))  # type: ignore[misc]
        facts = [f"{size / 1e6 / spent:.1f} MB/s"]
        for tool, command in (
            ("visudo -cf", ["visudo", "-cf", str(path)]),
            ("cvtsudoers -f json", ["cvtsudoers", "-f", "json", "-o", "/dev/null", str(path)]),
        ):
            if shutil.which(command[0]):
                facts.append(f"{spent / clock.of_command(command, 3):.1f} x {tool}")
        if before:
            facts.append(f"{spent / before:.1f} x the time for a quarter of it")
        before = spent
        clock.row(f"parse {size // 1_000_000} MB of sudoers", spent, *facts)


def nix(folder: Path) -> None:
    """Parsing Nix, beside nix-instantiate --parse on the same file."""
    module = (ROOT / "examples" / "ai-worker.nix").read_text()
    for copies in (1, 40):
        text = "[\n" + "\n".join([f"({module})"] * copies) + "\n]\n"
        path = folder / f"{copies}.nix"
        path.write_text(text)
        spent = clock.of_call(lambda text=text: parse_nix(Source("module", text)))  # type: ignore[misc]
        facts = [f"{len(text) / 1e6 / spent:.1f} MB/s"]
        if shutil.which("nix-instantiate"):
            state = {name: str(folder) for name in ("NIX_STORE_DIR", "NIX_STATE_DIR", "NIX_LOG_DIR")}
            command = [
                "env",
                *[f"{k}={v}" for k, v in state.items()],
                "nix-instantiate",
                "--parse",
                str(path),
            ]
            facts.append(f"{spent / clock.of_command(command, 3):.1f} x nix-instantiate --parse")
        clock.row(f"parse {len(text) // 1000} kB of Nix", spent, *facts)


def audits() -> None:
    """All rules on many different grants, and what another policy of that size permits beyond."""
    packs = Packs()
    before = 0.0
    for count in (1_000, 2_500, 5_000, 10_000):
        policy = policy_from_text("policy", "\n".join(lines(count)) + "\n")
        spent = clock.of_call(lambda policy=policy: Auditor(packs).audit(policy), 1)  # type: ignore[misc]
        facts = [f"{spent / count * 1e6:.0f} µs a grant"]
        if before:
            facts.append(f"{spent / before:.1f} x the time of the line above")
        before = spent
        clock.row(f"audit {count} different grants", spent, *facts)
    print(f"memory at most: {getrusage(RUSAGE_SELF).ru_maxrss // 1024} MB")
    old = policy_from_text("old", "\n".join(lines(1_500)) + "\n")
    for what, text in (
        ("the same", lines(1_500)),
        ("one line more", [*lines(1_500), "eve ALL = (root) /usr/bin/docker run *"]),
        ("another of the same kind", lines(1_500, seed=2)),
    ):
        new = policy_from_text("new", "\n".join(text) + "\n")
        spent = clock.of_call(lambda new=new: difference(old, new, packs), 1)  # type: ignore[misc]
        clock.row(f"diff 1500 grants: {what}", spent)


def hostile(folder: Path) -> None:
    """The whole process on what is made to take long."""
    for what, text in POLICIES.items():
        path = folder / "hostile.sudoers"
        path.write_text(text)
        command = [str(SUDOLINT), "check", "--output-format", "json", str(path)]
        clock.row(f"100 kB: {what}", clock.of_command(command, 1))


def main() -> None:
    """Print all tables."""
    with tempfile.TemporaryDirectory() as folder:
        start_up()
        sudoers(Path(folder))
        nix(Path(folder))
        hostile(Path(folder))
    audits()


main()
