"""Ask the installed sudo whether it permits command lines, without changing anything on this machine.

In a mount namespace of its own the places where policies, accounts and commands live are covered by
overlays; sudo then only looks the command up (`sudo -l -U USER COMMAND`), it runs nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

COVERED = ("etc", "usr", "opt", "srv", "home", "run", "nix", "tmp", "var")


class Question(NamedTuple):
    """A policy, and a command line that someone gives under it."""

    policy: str
    user: str
    host: str
    runas_user: str
    argv: list[str]


def why_not() -> str:
    """Why the real sudo can't be asked here; empty where it can."""
    if os.geteuid() != 0:
        return "only root can make a mount namespace with its own /etc/sudoers"
    for program in ("sudo", "unshare"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    probe = subprocess.run([sys.executable, __file__, "--probe"], capture_output=True, text=True, check=False)
    return (
        ""
        if probe.returncode == 0
        else f"no overlays in a mount namespace here: {probe.stderr.strip()[-200:]}"
    )


def answers(question: Question) -> bool:
    """Whether sudo has an answer at all: it has none for sudoedit."""
    return question.argv[0] != "sudoedit"


def ask(questions: list[Question]) -> list[bool]:
    """What sudo says to each question, of those that it answers."""
    done = subprocess.run(
        [sys.executable, __file__],
        input="".join(json.dumps(question) + "\n" for question in questions),
        capture_output=True,
        text=True,
        check=True,
    )
    return [bool(json.loads(line)) for line in done.stdout.splitlines()]


def _cover(scratch: Path) -> None:
    """Put a writable overlay over each place, for this process and its children only."""
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", scratch], check=True)
    for name in COVERED:
        place = Path("/", name)
        if place.is_dir():
            upper, work = scratch / f"{name}.upper", scratch / f"{name}.work"
            upper.mkdir()
            work.mkdir()
            layers = f"lowerdir={place},upperdir={upper},workdir={work}"
            subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, place], check=True)


def _answer(question: Question, accounts: set[str]) -> bool:
    for name in (question.user, question.runas_user):
        if name not in accounts and not name.startswith(("#", "%")):
            accounts.add(name)
            number = 60000 + len(accounts)
            with Path("/etc/passwd").open("a") as passwd:
                passwd.write(f"{name}:x:{number}:{number}::/nonexistent:/bin/sh\n")
    command = Path(question.argv[0])
    if command.is_absolute() and not command.exists():
        command.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("/bin/true", command)
    sudoers = Path("/etc/sudoers")
    sudoers.unlink(missing_ok=True)
    sudoers.write_text("Defaults !fqdn\n" + question.policy)
    sudoers.chmod(0o440)
    socket.sethostname(question.host)
    asked = ["sudo", "-n", "-l", "-U", question.user, "-u", question.runas_user, "--", *question.argv]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _inside(scratch: str) -> None:
    _cover(Path(scratch))
    accounts = {line.partition(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    for line in sys.stdin:
        print(json.dumps(_answer(Question(*json.loads(line)), accounts)))


def _main() -> int:
    if "--inside" in sys.argv:
        _inside(sys.argv[-1])
        return 0
    scratch = tempfile.mkdtemp(prefix="sudolint-", dir="/dev/shm")  # not below what is covered
    try:
        script = ["unshare", "--mount", "--uts", sys.executable, __file__, "--inside", scratch]
        source = subprocess.DEVNULL if "--probe" in sys.argv else None
        return subprocess.run(script, stdin=source, check=False).returncode
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(_main())
