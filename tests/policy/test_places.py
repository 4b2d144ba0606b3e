"""The patterns that rules call by name, and places that a configuration adds."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sudolint.audit import Auditor
from sudolint.language import ere
from sudolint.language.automaton import Automaton
from sudolint.policy.load import policy_from_text
from sudolint.policy.places import WRITABLE, Places
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.source import octets

if TYPE_CHECKING:
    from sudolint.packs import Packs

PROGRAMS = Path(__file__).parents[2] / "rules" / "programs"
AUTOMATA = {name: Automaton(ere.fullmatch(pattern)) for name, pattern in Places().patterns.items()}

components = st.lists(st.sampled_from(["..", ".", "", "a", "b.c", ".d", "...", "..e"]), max_size=9)


@given(components)
def test_a_path_is_followed_back(parts: list[str]) -> None:
    """`{root}` is exactly what leads back to the root of the file system."""
    path = "".join([f"/{part}" for part in parts])
    assert AUTOMATA["root"].accepts(path) == (posixpath.normpath(f"/{path}").strip("/") == "")


@given(components, st.sampled_from(["/srv", "/srv/app", "/opt/a/b/c/"]))
def test_a_path_leads_up_from_a_directory(parts: list[str], directory: str) -> None:
    """From a known directory a relative path leads to the root exactly if it says so."""
    path = "/".join(parts).strip("/")
    accepts = up_from(directory).accepts
    assert accepts(path) == (posixpath.normpath(f"{directory}/{path}").strip("/") == "")


@cache
def up_from(directory: str) -> Automaton:
    """The paths that lead to the root of the file system."""
    return Automaton(ere.fullmatch(Places().run_in(directory).patterns["top"]))


def test_a_fixed_directory_is_not_the_callers() -> None:
    """Names count from there on; a place of the caller, and one that she chooses, stay hers."""
    places = Places()
    inside = {
        name: Automaton(ere.fullmatch(pattern))
        for name, pattern in places.run_in("/srv/app").patterns.items()
    }
    assert not inside["writable"].accepts("x")
    assert not inside["secret"].accepts("shadow")
    assert inside["writable"].accepts("../../tmp/x")
    assert inside["secret"].accepts("./../../etc/shadow")
    assert not inside["secret"].accepts("../etc/shadow")
    assert inside["below"].accepts("/srv/../home/ci")
    for directory in (None, "*", "~", "/home", "/home/ci"):
        assert places.leaves(directory)
        assert places.run_in(directory) is places
    for directory in ("/etc/cron.d", "/"):
        assert not places.leaves(directory)
        assert places.run_in(directory) is places


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        (
            "top",
            ["/", "//", "/.", "/..", "/srv/..", "/srv/app/../../"],
            ["", "/srv", "/srv/../etc", "srv/.."],
        ),
        (
            "below",
            ["/home", "/home/ci/x", "/srv/../home/x", "//home/x"],
            ["x", "/homes", "/srv/home/x", "/home x"],
        ),
        ("writable", ["x", "x/y", "/home/x y", "/srv/../home"], ["-x", "host:x", "/srv/x"]),
        ("secret", ["/etc/shadow", "shadow", "./shadow", "/srv/../etc/shadow"], ["host:/etc/shadow", "x"]),
        ("target", ["/etc/cron.d/job", "/opt/app/../../etc/cron.d/job"], ["job", "/etc/cron.d/jobs"]),
        (
            "obeyed",
            [
                "/etc/cron.d/any",
                "/etc/cron.daily",
                "/etc/sudoers",
                "/etc/systemd/system/",
                "/etc/ld.so.preload",
                "/root/.ssh/authorized_keys",
                "/lib/systemd/system/app.service",
                "/srv/../etc/passwd",
                "/proc/sys/kernel/core_pattern",
            ],
            ["/etc/hosts", "/etc/app.conf", "/etc/systemd/resolved.conf", "/root/notes", "/srv/etc/passwd"],
        ),
        (
            "system",
            ["/etc/hosts", "/usr/local/bin/x", "//boot/x", "/root/.x"],
            ["/", "/etc/", "/usr/share/x"],
        ),
        ("above", ["/", "/etc", "/usr/", "/usr/bin/x", "/root", "/srv/../"], ["", "/srv", "/usr/share/x"]),
    ],
)
def test_patterns(name: str, inside: list[str], outside: list[str]) -> None:
    """Each name stands for the paths that it says, and for no others."""
    assert [path for path in inside if not AUTOMATA[name].accepts(path)] == []
    assert [path for path in outside if AUTOMATA[name].accepts(path)] == []


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("bash /pub/in.d/x.sh", "bash-command"),
        ("borg with-lock /srv/repository /pub/in.d/x", "borg-command"),
        ("cmake --build /pub/in.d/build", "cmake-project"),
        ("cp /pub/in.d/app.service /etc/systemd/system/app.service", "cp-write"),
        ("docker run --rm -v /pub/in.d\\:/data alpine", "docker-run-bind-mount"),
        ("env -C /srv /pub/in.d/x", "env-caller"),
        ("git -C /pub/in.d status", "git-repository"),
        ("make -C /pub/in.d", "make-makefile"),
        ("nice -n 5 /pub/in.d/x", "nice-caller"),
        ("rsync -a /pub/in.d/ /usr/local/bin/", "rsync-program-directory"),
        ("systemctl link /pub/in.d/app.service", "systemctl-unit-file"),
        ("tcpdump -z /pub/in.d/x -w /srv/x", "tcpdump-program"),
        ("vim -S /pub/in.d/x.vim", "vim-command-line"),
    ],
)
def test_a_configured_place_counts(packs: Packs, command: str, rule: str) -> None:
    """What is said of /tmp is said of a place that a configuration adds, and of nothing like it."""
    places = Places((*WRITABLE, "/pub/in.d"))
    auditor = Auditor(packs, NOTHING_KNOWN._replace(places=places))

    def rules(text: str) -> set[str]:
        report = auditor.audit(policy_from_text("policy", octets(f"alice ALL = (root) /usr/bin/{text}")))
        assert not report.errors
        return {finding.rule.id for finding in report.findings if finding.witness is not None}

    assert rule in rules(command)
    assert rule not in rules(command.replace("in.d", "in-d"))


def test_no_rule_spells_places_out() -> None:
    """A rule names places by `{place}`, `{below}` or `{writable}`, so that configured ones count."""
    spelled = re.compile(r"\b(home|tmp)\|[^)]*(tmp|home|dev/shm)\b")
    host = {
        "bwrap",
        "docker",
        "lxc",
        "podman",
        "virt-install",
    }  # directories of the host, whoever writes there
    found = {path.stem for path in PROGRAMS.glob("*.toml") if spelled.search(path.read_text())}
    assert found <= host
