"""The change that started it all, in three steps: out of the docker group, one command more, mended."""

from __future__ import annotations

import re

from tests.conftest import ROOT

PATH = "hosts/ai-worker.nix"
BIN = "/run/current-system/sw/bin"

WHITELIST = re.sub(
    r"^ *# flags: .*\n", "", (ROOT / "examples" / "ai-worker.nix").read_text(), flags=re.MULTILINE
)
WHITELIST = WHITELIST[WHITELIST.index("{ pkgs") :]
"""What examples/ai-worker.nix says, without the notes."""

DOCKER_GROUP = (
    WHITELIST[: WHITELIST.index("    # extraGroups")] + '    extraGroups = [ "docker" ];\n  };\n}\n'
)

_LAST = f'        {{ command = "{BIN}/docker system *"; options = [ "NOPASSWD" ]; }}\n'
EXEC = WHITELIST.replace(
    _LAST, f'{_LAST}        {{ command = "{BIN}/docker exec *"; options = [ "NOPASSWD" ]; }}\n'
)

_MENDED = {
    "docker inspect *": "docker inspect --format {{.State.Status}} web",
    "docker logs *": "docker logs --tail 100 web",
    "docker start *": "docker start web",
    "docker restart *": "docker restart web",
    "docker rm *": "docker rm job",
    "docker rmi *": "docker image prune --force",
    "docker build *": None,
    "docker run *": "docker run --rm --network none alpine *",
    "docker compose *": None,
    "docker system *": "docker system df",
    "docker exec *": None,
    "journalctl -t kernel -n 100": "journalctl --no-pager -t kernel -n 100",
    "journalctl -u fail2ban -n 50": "journalctl --no-pager -u fail2ban -n 50",
    "journalctl -u firewall -n 50": "journalctl --no-pager -u firewall -n 50",
}


def mended(text: str) -> str:
    """The text with plainer commands in the place of those that lead out, or none."""
    lines = []
    for line in text.splitlines(keepends=True):
        for command, other in _MENDED.items():
            if f'{BIN}/{command}"' in line:
                line = line.replace(f"{BIN}/{command}", f"{BIN}/{other}") if other else ""
        lines.append(line)
    return "".join(lines)


MENDED = mended(EXEC)
