"""Modules against the sudoers files that NixOS makes of them, and bad modules against Nix's errors."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from sudolint.errors import UsageError
from sudolint.policy.load import NixOptions, nix_policy, nixos_sudoers
from sudolint.policy.model import CmndKind, Kind
from sudolint.policy.nixos.configuration import System
from sudolint.policy.nixos.doas import doas_text
from sudolint.policy.nixos.evaluation import PRESETS
from sudolint.policy.nixos.text import HOLE
from sudolint.policy.nixos.values import Thunk
from tests.policy.nixos.evaluated import evaluator

if TYPE_CHECKING:
    from pathlib import Path

    from sudolint.policy.model import Fact

STOCK = re.compile(
    "# Don.t edit this file|# or .security\\.sudo|# extraConfig$|# Keep terminfo database"
    "|Defaults:root,%wheel env_keep\\+=TERMINFO"
)
STORE = re.compile("/nix/store/[0-9a-z]{32}-")
ZEROS = "/nix/store/" + "0" * 32 + "-"


def counting(text: str) -> list[str]:
    """The lines that are compared, with store paths made alike."""
    lines = (line.rstrip() for line in text.splitlines())
    return [STORE.sub(ZEROS, line) for line in lines if line and not STOCK.match(line)]


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a table with a header."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_rendered(fixtures: Path, subtests: Any) -> None:
    """Each module renders to the text that NixOS writes, under both assumptions and for each machine."""
    folder = fixtures / "nixos"
    goldens = [
        (module, golden)
        for module in sorted(folder.glob("[0-9]*.nix"))
        for golden in sorted(folder.glob(f"{module.stem}*.sudoers"))
    ]
    assert goldens
    for module, golden in goldens:
        middle = golden.name[len(module.stem) : -len(".sudoers")].strip(".")
        host = middle if middle not in ("", "false") else None
        with subtests.test(golden.name):
            text, errors = nixos_sudoers(str(module), None, NixOptions(host=host), assume=middle != "false")
            assert not errors
            assert counting(text) == counting(golden.read_text())


def test_unknown_parts_are_marked(fixtures: Path, subtests: Any) -> None:
    """What a fixture lists as not knowable is a marked hole or condition, and nothing else is marked."""
    folder = fixtures / "nixos"
    for module in sorted(folder.glob("[0-9]*.nix")):
        listed = folder / f"{module.stem}.unknown"
        rows = [line.split("\t") for line in listed.read_text().splitlines()] if listed.exists() else []
        holes = {f"<{row[1]}>" for row in rows if row[0] in ("value", "package")}
        conditions = {row[1].removesuffix(" or true") for row in rows if row[0] == "condition"}
        with subtests.test(module.name):
            policy = nix_policy(str(module))
            marked: set[str] = set()
            for grant in policy.grants:
                assert (grant.cmnd.kind is CmndKind.UNKNOWN) <= bool(grant.cmnd.holes)
                marked.update(grant.cmnd.holes)
                users = [*grant.users, *grant.hosts, *(grant.runas.users or ())]
                marked |= {
                    hole for one in users if one.kind is Kind.UNKNOWN for hole in holes if hole in one.text
                }
                assert all("<" not in one.text for one in users if one.kind is not Kind.UNKNOWN)
            assert marked == holes
            told = {grant.condition for grant in policy.grants if grant.condition}
            assert all(any(condition in words for words in told) for condition in conditions)
            assert conditions or not {words for words in told if "set elsewhere" not in words}


def test_every_grant_has_its_place(fixtures: Path, subtests: Any) -> None:
    """Grants and their entries stand in the files, on the lines that hold their words, or are NixOS's own."""
    for module in sorted((fixtures / "nixos").glob("[0-9]*.nix")):
        with subtests.test(module.name):
            policy = nix_policy(str(module))
            for grant in policy.grants:
                if grant.builtin:
                    assert grant.span.source.path == "nixos/modules/security/sudo.nix"
                    continue
                assert grant.span.source in policy.sources
                assert grant.entry.source in policy.sources
                assert grant.span.end > grant.span.start


def test_doas(fixtures: Path, subtests: Any) -> None:
    """The rules of doas come out as NixOS writes them."""
    goldens = sorted((fixtures / "nixos").glob("*.doas"))
    assert goldens
    for golden in goldens:
        with subtests.test(golden.name):
            ev = evaluator(str(golden.parent))
            source = ev.files.enter(str(golden.with_suffix(".nix")))
            tree = ev.files.tree(source)
            assert tree is not None
            system = System(ev, [Thunk(tree, ev.scope(source))], presets=PRESETS)
            text = HOLE.sub("?", doas_text(system.root).text)
            got = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
            assert got == golden.read_text().splitlines()


def test_facts(fixtures: Path, subtests: Any) -> None:
    """Groups, uids and trusted users are those of the evaluated options."""
    compared = 0
    for module in sorted((fixtures / "nixos").glob("[0-9]*.nix")):
        golden = module.with_suffix(".json")
        if not golden.exists():
            continue
        wanted = json.loads(golden.read_text())
        with subtests.test(module.name):
            facts = [fact for fact in nix_policy(str(module)).facts if not fact.condition]
            assert _values(facts, "nix.settings.trusted-users") == wanted.get("trusted-users", [])
            for user in wanted.get("users", {}).values():
                of_user = [fact for fact in facts if fact.subject == user["name"]]
                assert _values(of_user, "users.users.*.extraGroups") == user["extraGroups"]
                if user["uid"] is not None:
                    assert _values(of_user, "users.users.*.uid") == [str(user["uid"])]
                compared += 1
    assert compared


def _values(facts: list[Fact], option: str) -> list[str]:
    return [fact.value for fact in facts if fact.option == option]


def test_bad_modules(fixtures: Path, subtests: Any) -> None:
    """What Nix or NixOS refuses is an error on the line where they place it, and only that."""
    kinds = {"syntax", "value"}
    for row in table(fixtures / "nixos-bad" / "expected.tsv"):
        with subtests.test(row["file"]):
            errors = nix_policy(str(fixtures / "nixos-bad" / row["file"])).errors
            lines = {
                int(row["line"]),
                *(int(number) for number in re.findall(r"\d+", row["also_lines"] or "")),
            }
            assert len(errors) == 1
            assert errors[0].span.begin.line in lines
            assert errors[0].kind.value in kinds
            assert "\n" not in errors[0].message


def test_acceptance(fixtures: Path, subtests: Any) -> None:
    """A file of Nix's own tests has an error if and only if Nix refuses it."""
    folder = fixtures / "nix-lang"
    for row in table(folder / "index.tsv"):
        if row["needs_flags"] not in ("", "no"):
            continue
        with subtests.test(row["file"]):
            errors = nix_policy(str(folder / row["file"])).errors
            assert bool(errors) == (row["nix_accepts"] == "no")


def test_machines_of_a_flake(fixtures: Path) -> None:
    """What only one machine of a flake has is granted on that host, and surely."""
    policy = nix_policy(str(fixtures / "nixos" / "18-flake-hosts.nix"))
    hosts = {member.text for grant in policy.grants for member in grant.hosts}
    assert {"edge", "lab"} <= hosts
    assert not [grant.condition for grant in policy.grants if grant.condition]


def test_a_machine_has_to_be_there(fixtures: Path) -> None:
    """An unknown host, and none where there are several, are usage errors that say what there is."""
    flake = str(fixtures / "nixos" / "18-flake-hosts.nix")
    with pytest.raises(UsageError, match="edge"):
        nixos_sudoers(flake)
    with pytest.raises(UsageError, match="nowhere"):
        nixos_sudoers(flake, None, NixOptions(host="nowhere"))
