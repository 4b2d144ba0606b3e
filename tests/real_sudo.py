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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

COVERED = ("etc", "usr", "opt", "srv", "home", "run", "nix", "tmp", "var")


class Question(NamedTuple):
    """A policy, and a command line that someone gives under it."""

    policy: str
    user: str
    host: str
    runas_user: str
    """Empty where only a group is asked for."""
    argv: list[str]
    runas_group: str = ""
    groups: Sequence[str] = ()
    """Groups that the user is in."""


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
    """Whether sudo has an answer at all: it has none for its pseudo commands."""
    return question.argv[0] not in ("sudoedit", "list")


def ask(questions: Sequence[Question]) -> list[bool]:
    """What sudo says to each question, of those that it answers; several are asked at a time."""
    workers = [
        subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(min(len(questions), os.cpu_count() or 1))
    ]
    with ThreadPoolExecutor(max(1, len(workers))) as pool:
        shares = [questions[number :: len(workers)] for number in range(len(workers))]
        texts = ["".join([json.dumps(question) + "\n" for question in share]) for share in shares]
        said = list(pool.map(lambda worker, text: worker.communicate(text)[0], workers, texts))
    assert all(worker.returncode == 0 for worker in workers)
    answered = [map(json.loads, text.splitlines()) for text in said]
    return [bool(next(answered[number % len(workers)])) for number in range(len(questions))]


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


class _Machine:
    """The accounts that sudo sees."""

    def __init__(self) -> None:
        self._numbers = {
            name: int(number)
            for name, _, number, *_ in (
                line.split(":") for line in Path("/etc/passwd").read_text().splitlines()
            )
        }
        self._groups = Path("/etc/group").read_text()

    def answer(self, question: Question) -> bool:
        """What sudo says."""
        number = self._account(question.user)
        self._account(question.runas_user)
        self._join(question)
        command = Path(question.argv[0])
        if command.is_absolute() and not command.exists():
            command.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy("/bin/true", command)
        sudoers = Path("/etc/sudoers")
        sudoers.unlink(missing_ok=True)
        sudoers.write_text("Defaults !fqdn\n" + question.policy)
        sudoers.chmod(0o440)
        socket.sethostname(question.host)
        asked = ["sudo", "-n", "-l"]
        bound = any(words in question.policy for words in ("()", "Defaults:"))  # to root, who asks
        if not (bound or question.runas_group or question.runas_user == question.user):
            return self._says([*asked, "-U", self._name(question.user), *_rest(question)])
        with sudoers.open("a") as file:
            file.write("\nDefaults !authenticate, !pam_acct_mgmt\n")
        return self._says([*asked, *_rest(question)], user=number, group=number, extra_groups=_gids(question))

    @staticmethod
    def _says(command: list[str], **how: Any) -> bool:
        return subprocess.run(command, capture_output=True, check=False, **how).returncode == 0

    def _name(self, user: str) -> str:
        return f"u{user[1:]}" if user.startswith("#") and user != "#0" else user

    def _account(self, user: str) -> int:
        """Let a user be known by name or number; gives the number."""
        if not user or user.startswith("%"):
            return 0
        name = self._name(user)
        if name not in self._numbers:
            self._numbers[name] = int(user[1:]) if user.startswith("#") else 60000 + len(self._numbers)
            number = self._numbers[name]
            with Path("/etc/passwd").open("a") as passwd:
                passwd.write(f"{name}:x:{number}:{number}::/nonexistent:/bin/sh\n")
        return self._numbers[name]

    def _join(self, question: Question) -> None:
        """Let the user be in her groups and in no others; let the one that is asked for be known."""
        user, asked = self._name(question.user), question.runas_group
        numbered = zip(question.groups, _gids(question), strict=True)
        lines = [f"{name}:x:{gid}:{user}\n" for name, gid in numbered]
        if asked and asked not in question.groups and f"\n{asked}:" not in self._groups:
            lines.append(f"{asked}:x:49999:\n")
        Path("/etc/group").write_text(self._groups + "".join(lines))


def _gids(question: Question) -> list[int]:
    return [50000 + number for number in range(len(question.groups))]


def _rest(question: Question) -> list[str]:
    words = ["-u", question.runas_user] if question.runas_user else []
    words += ["-g", question.runas_group] if question.runas_group else []
    return [*words, "--", *question.argv]


def _inside(scratch: str) -> None:
    _cover(Path(scratch))
    machine = _Machine()
    for line in sys.stdin:
        print(json.dumps(machine.answer(Question(*json.loads(line)))))


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
