"""What is known of docker: every recorded escape is found, and what is safe is left alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sudolint.findings import Effect, Severity
from sudolint.policy.places import Places
from sudolint.policy.question import Question
from sudolint.programs.compile import forms
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sudolint.audit import Report
    from sudolint.findings import Finding
    from sudolint.packs import Packs
    from sudolint.programs.model import Command, Program

ESCAPES = """
global-config: G01 G02 G03; global-host: G05 + G04 G07; global-context: G06; client-file: G07;
client-plugin: G08 Y09 Y10 K12; other-plugin: Y08; run-bind-mount: G04 R01 R35; run-mount: R02;
run-volume-device: R03; run-privileged: R06; run-capability: R07; run-device: R08 R09; run-api-socket: R24;
run-system-paths: R18; run-host-pid-ptrace: R11; run-shell: + R01; run-host-pid: R10; run-host-network: R12;
run-volumes-from: R04; env-file: R20 R21 E03 W07 + P17; run-cidfile: R23; run-host-capability: + R07;
run-security-opt: + R18; run-seccomp-file: R19; run-user-namespace: R16; run-host-ipc: R14;
run-join-container: R13 + R10; run-named-volume: R05; run-runtime: R25; run-annotation: R27;
volume-driver: R34 V02; env-file-shown: + R20 E03;
run-host-access: R15 R17 + G04 R06 R07 R08 R09 R12 R14 R16 R18 R24 R35; run-gpus: R26; run-log-driver: R29;
run-resources: R28 R30 R31; client-environment: R22 K04; run-publish: R32; run-settings: R33 R38 R39;
run-network: R36; exec: E01 P10 + P17; exec-privileged: E02 + P10; attach: E04 P12; start-attach: E05;
start: E06 + R35 P18 Y05; checkpoint-directory: E07 E08; cp-to-host: C02 C05 P11; cp-from-host: C01 + P11;
cp-out: C03; cp-stream: C04; save-file: S01 X01 P14; save: S02 X02; load: L01 L02 T01 T02 B17 P13;
load-stream: + L01; push: T03 T05 B16 K10 P15 + U03; pull: R37 T04 + P15; trust: T06; login: Y07;
build-output: B08; build-file-write: B09 B10 + K03 K09 K10; build-secret: B05 B06 B07;
build-dockerfile: B01 B20; build-context: B02 B03 B04 K11; build-entitlement: B12 B13; build-sandbox: B14;
build-code: B18 B19 + B02; build-cache: B11 K13; bake-allow: K02; bake-file: K03; bake-directory: K01 + K03;
buildx-create: K05;
buildx-remote: K06; buildx-builder: B15 K08; build-history: K09; compose-file: P02 P03 + P09 P26;
compose-directory: P01 P04 P09 P18 P24 P26; compose-run-mount: P17; compose-build: + P16;
compose-config-output: P08; compose-file-read: P05 P07;
compose-directory-read: P06 P16 P20 P21 P23 + G08 P04; compose-bridge: P22; compose-project: P25;
volume-device: V01; network: N01 N02; plugin: U02; plugin-change: U01 U03;
swarm-join: W01; swarm: W02 W03; service-mount: W05 W06; service-change: + W06; stack-deploy: W09;
stack-config: W10; config-create: W11 W12; node: W08; context-use: O03; context-key: O01;
context-export: O02; dial-stdio: K07 Y01; inspect: W13 Y04 + V04; logs: + R35 P20 W13 Y04; top: + P20 Y04;
inventory: V04 O04 Y03; rename: Y06 + Y05; remove: P19 V03 W04 Y02 Y05 + W08; prune: N03 + K08 V03 Y02;
stop: + P19 N03 W08 Y05
"""
"""Which recorded escapes each of ours (without `docker-`) finds: those that it fits best `+` others."""

OURS = {"docker-run-shared-directory"}
"""What is not among the recorded ones."""

NAMES = {
    "R04": "vf",
    "R05": "hv",
    "R13": "db",
    "R25": "kata",
    "R34": "x",
    "E06": "e",
    "S02": "app",
    "X02": "web",
    "T03": "reg",
    "B16": "reg",
    "V02": "x",
    "N02": "db",
    "W13": "c",
    "Y04": "web",
    "Y05": "web",
    "Y06": "priv",
}
"""Names in recorded escapes that stand for one of the caller's choice; a policy that fixes it is fine."""

SAFE = r"""
ps
ps -a
ps *
images
images *
info
version
network ls
volume ls
stats *
wait *
search *
port *
top *
events *
system df *
container ls *
image ls *
stop *
kill *
pull *
logs app-*
run --rm alpine *
run --rm --network none --cap-drop ALL --security-opt no-new-privileges --read-only --user 1000:1000 IMAGE *
run --rm --network none --cap-drop ALL --security-opt no-new-privileges --read-only --user 1000:1000 IMAGE
^run --rm --network none --user 1000:1000 registry\.local/tool@sha256:[0-9a-f]{64}( [a-z0-9]+)*$
^ps( -a)?$
^stats --no-stream( [A-Za-z0-9][A-Za-z0-9_.-]*)?$
logs -f web
^logs( -f)?( --tail [0-9]+)? (web|db)$
inspect web
^inspect --format \{\{\.State\.Status\}\} (web|db)$
start web
^start (web|db)$
restart web
^(stop|restart) (web|db)$
image prune -f
^rm (tmp-[a-z0-9]+)$
system prune -f
^system prune -f( --filter until=[0-9]+h)?$
system df
^system (df|info)$
exec web /usr/local/bin/task
exec -it -u 1000 web /bin/bash
^exec (-i )?(-t )?(-it )?web /usr/local/bin/task [a-z0-9]+$
pull registry.local/app:1
^pull registry\.local/app(:[A-Za-z0-9_.-]+|@sha256:[0-9a-f]{64})$
push registry.local/app:1
^push registry\.local/app:[A-Za-z0-9_.-]+$
^tag app:[a-z0-9.]+ registry\.local/app:[a-z0-9.]+$
login registry.local
^login registry\.local$
build -t app:ci -f /opt/app/Dockerfile /opt/app
^build -t app:[a-z0-9.]+ -f /opt/app/Dockerfile /opt/app$
build -t app:ci -
cp web:/var/log/app.log /srv/out/app.log
^cp web:/var/log/[a-z0-9_]+\.log -$
save app:1
^save app:[a-z0-9.]+$
load
^load$
volume create app-data
^volume create app-[a-z0-9]+$
network create app-net
^network create app-[a-z0-9]+$
^network connect app-net (web|db)$
service ls
stack ps app
service update --force app_web
stack deploy -c /opt/app/stack.yml app
^service (ls|ps app_web|logs app_web)$
^service scale app_web=[1-9]$
^context (ls|show)$
compose -f /opt/app/compose.yaml -p app up -d
^compose -f /opt/app/compose\.yaml -p app (ps|pull|up -d|down|restart|stop|start|logs)( (web|db))?$
run --privileged=false alpine sh
run --pid=host alpine cat /proc/1/root/etc/shadow
run --rm alpine --privileged -v /:/host *
"""
"""Commands, without the escapes of sudoers, that hand out nothing worth more than a remark."""

USAGE = re.compile(r"unknown (shorthand )?flag|unknown command|requires|accepts|invalid arg|needs an arg")

CLIENTS_OWN = """
attach commit cp create events exec export history import info inspect kill load logs network node plugin
push pull rename restart rm rmi run save service start stop swarm system top volume
"""
"""Commands that the client has without plug-ins and that do nothing where there is no daemon."""


def facts(name: str) -> Any:
    """A recorded table about docker; the test skips where there is none."""
    fixtures = Path(os.environ.get("SUDOLINT_FIXTURES", ROOT.parent / "shared" / "fixtures"))
    path = fixtures.parent / "facts" / name
    if not path.is_file():
        pytest.skip(f"no recorded facts at {path} (set SUDOLINT_FIXTURES)")
    return json.loads(path.read_text())


def finders() -> tuple[dict[str, str], dict[str, set[str]]]:
    """What fits each recorded escape best, and all that finds it."""
    best: dict[str, str] = {}
    every: dict[str, set[str]] = {}
    for each in ESCAPES.split(";"):
        name, _, rows = each.partition(":")
        rule = "docker-" + name.strip()
        fitting, _, others = rows.partition("+")
        best.update(dict.fromkeys(fitting.split(), rule))
        for row in (fitting + others).split():
            every.setdefault(row, set()).add(rule)
    return best, every


def words(row: dict[str, Any]) -> list[str]:
    """The arguments of a recorded escape; the first entry may hold several."""
    first, *rest = row["witness"]
    return [*first.split(), *rest]


def until_command(program: Program, argv: list[str]) -> list[str]:
    """The arguments up to the word that names the command, options before it included."""
    known = {spelling[:length] for spelling in program.spelled for length in range(len(spelling) + 1)}
    at, spelled = 0, tuple[str, ...]()
    while True:
        reader = program.spelled.get(spelled) if spelled else program.root
        onward = _behind_options(reader, argv, at)
        longer = (*spelled, *argv[onward : onward + 1])
        if longer == spelled or longer not in known:
            return argv[: at or onward + 1]
        at, spelled = onward + 1, longer


def _behind_options(reader: Command | None, argv: list[str], at: int) -> int:
    """Where the first operand is from here on."""
    while at < len(argv) and (option := reader and reader.find(argv[at].partition("=")[0])):
        at += 2 if option.takes and "=" not in argv[at] else 1
    return at


def entry(text: str) -> str:
    """A line of sudoers that grants docker with these arguments."""
    text = text.replace("IMAGE", "img@sha256:" + "0" * 64)
    return "alice ALL = (root) /usr/bin/docker " + re.sub("([:=,])", r"\\\1", text)


def by_line(report: Report) -> dict[int, list[Finding]]:
    """The findings of each line of a policy."""
    assert not report.errors
    lines: dict[int, list[Finding]] = {}
    for finding in report.findings:
        assert finding.undecided == ""
        assert finding.witness is not None
        lines.setdefault(finding.span.begin.line, []).append(finding)
    return lines


@pytest.fixture(scope="module")
def docker(packs: Packs) -> Program:
    """What the file says."""
    program = packs.program("docker")
    assert program is not None
    return program


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """The recorded escapes."""
    return list(facts("container-escapes.json")["rules"])


def test_the_option_table_is_whole(docker: Program) -> None:
    """Every recorded command is known in every spelling, with each of its options and what that takes."""
    for path, command in facts("docker-cli.json")["commands"].items():
        spelling = tuple(command["words"][1:])
        known = docker.spelled[spelling] if spelling else docker.root
        for recorded in command["options"] if not known.opaque else ():
            if recorded["long"] not in ("help", "version"):
                option = known.find("--" + recorded["long"])
                assert option is not None, (path, recorded)
                assert bool(option.takes) == recorded["takes_value"], (path, recorded)
                assert "short" not in recorded or "-" + recorded["short"] in option.names, (path, recorded)


def test_every_recorded_escape_is_known(rows: list[dict[str, Any]], docker: Program) -> None:
    """Each recorded escape has one that fits it best, and each of ours has a recorded one."""
    best, every = finders()
    assert set(best) == {row["id"] for row in rows}
    assert set.union(*every.values()) == {escape.rule.id for escape in docker.escapes} - OURS


def test_everything_is_found_where_everything_is_permitted(
    audited: Callable[[str], Report], docker: Program
) -> None:
    """With `docker *` all escapes and all denied verbs are found."""
    found = {finding.rule.id for finding in by_line(audited(entry("*")))[1]}
    rules = [escape.rule for escape in docker.escapes] + [denial.rule for denial in docker.denials]
    assert found == {rule.id for rule in rules}


def test_each_is_found_on_a_narrow_grant(
    audited: Callable[[str], Report], rows: list[dict[str, Any]], docker: Program
) -> None:
    """With the row's command alone, and a wildcard behind it, what fits it best is found."""
    best, _ = finders()
    grants = [" ".join(until_command(docker, words(row))) + " *" for row in rows]
    found = by_line(audited("\n".join(map(entry, grants))))
    for line, (row, grant) in enumerate(zip(rows, grants, strict=True), 1):
        assert best[row["id"]] in {finding.rule.id for finding in found[line]}, (row["id"], grant)


def test_each_recorded_command_line_has_the_shape(rows: list[dict[str, Any]], docker: Program) -> None:
    """The command line of each row is an instance of what is said to find it."""
    _, every = finders()
    asked = {
        escape.rule.id: Question(docker.names, forms(docker, escape.shapes, Places().patterns))
        for escape in docker.escapes
    }
    for row in rows:
        name = re.compile(rf"\b{NAMES.get(row['id'], '')}\b")
        argv = [name.sub("any", word) if row["id"] in NAMES else word for word in words(row)]
        assert any(asked[rule].has(argv) for rule in every[row["id"]]), (row["id"], argv)


def test_what_is_safe_is_left_alone(audited: Callable[[str], Report]) -> None:
    """Nothing above `low` is said of the safe form of a command."""
    commands = SAFE.strip().splitlines()
    found = by_line(audited("\n".join(map(entry, commands))))
    for line, command in enumerate(commands, 1):
        for finding in found.get(line, ()):
            assert finding.severity <= Severity.LOW, (command, finding)


def test_what_is_refused_is_not_found(audited: Callable[[str], Report]) -> None:
    """What the client doesn't read as an escape, though it looks like one, isn't found at all."""
    for command in ("run --vol /:/host alpine sh", "contain run *", "PS *", "cp /etc/shadow /tmp/x"):
        assert not by_line(audited(entry(command))), command


def test_severities_follow_the_effects(docker: Program) -> None:
    """What is critical makes root, writes files as root or talks to the daemon; a leak is at most medium."""
    for rule in [escape.rule for escape in docker.escapes]:
        if rule.severity is Severity.CRITICAL:
            assert rule.effect in (Effect.ROOT, Effect.DAEMON, Effect.FILE_WRITE), rule.id
        if rule.effect in (Effect.LEAK, Effect.DESTROY, Effect.AUTH):
            assert rule.severity <= Severity.MEDIUM, rule.id


def test_the_client_reads_our_examples(docker: Program, tmp_path: Path) -> None:
    """The real client complains of no option or operand of an example, only that there is no daemon."""
    if shutil.which("docker") is None:
        pytest.skip("no docker client")
    examples = [example for escape in docker.escapes for example in escape.examples]
    asked = [each for each in examples if each[0] in CLIENTS_OWN.split() and "--cidfile" not in each]
    assert len(asked) > 100
    for example in asked:
        complaint = complaint_about(example, tmp_path)
        assert not USAGE.search(complaint), (example, complaint)


def test_the_client_takes_no_more_operands(docker: Program, tmp_path: Path) -> None:
    """The real client refuses one operand more than a command is known to take, and not as many."""
    if shutil.which("docker") is None:
        pytest.skip("no docker client")
    bounded = [one for one in docker.commands.values() if one.most is not None]
    asked = [one for one in bounded if one.spellings[0][0] in CLIENTS_OWN.split()]
    assert len(asked) > 40
    for command in asked:
        assert command.most is not None
        for count in (command.most, command.most + 1):
            argv = (*command.spellings[0], *["a"] * count)
            refused = re.search("(requires|accepts) .*arg", complaint_about(argv, tmp_path))
            assert bool(refused) is (count > command.most), argv


def complaint_about(argv: Sequence[str], home: Path) -> str:
    """What the real client says to some arguments, where there is no daemon."""
    done = subprocess.run(
        ["docker", "-H", "unix:///nonexistent/docker.sock", *argv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "DOCKER_CONFIG": str(home)},
    )
    return done.stderr
