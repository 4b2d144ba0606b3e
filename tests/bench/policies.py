"""Policies of any size that look like real ones."""

from __future__ import annotations

import random

_ARGUMENTS = {
    "docker": (
        "ps",
        "run *",
        "run --rm alpine *",
        "logs {0}",
        "exec {0} *",
        "compose -f /srv/{0}/c.yaml up -d",
    ),
    "systemctl": (
        "restart {0}",
        "status {0}",
        "restart {0}*",
        "^(start|stop) {0}(-[a-z]+)?$",
        "reload nginx",
    ),
    "journalctl": ("-u {0}", "--no-pager -u {0}", "-u {0} -n [0-9]*"),
    "tar": ("-czf /backup/{0}.tgz /srv/{0}", "-xf /srv/in/*.tar -C /srv/{0}", "*"),
    "rsync": ("-a /srv/{0}/ /backup/{0}/", "-a * /backup/"),
    "cat": ("/var/log/{0}.log", "/var/log/{0}/*", "^/var/log/{0}/[a-z]+\\.log$"),
    "git": ("-C /srv/{0} pull", "-C /srv/{0} *"),
    "apt-get": ("update", "install {0}", "install *"),
    "mount": ("/mnt/{0}", "*"),
    "{0}-deploy": ("", "--env *", "prod"),
}
_TAGS = ("", "NOPASSWD: ", "NOEXEC: ", "NOPASSWD: SETENV: ")
_RUNAS = ("(root) ", "(ALL) ", "(ALL : ALL) ", "", "(www-data) ")


def lines(count: int, seed: int = 1) -> list[str]:
    """So many user specifications with a command each, all different, and what stands between them."""
    choose = random.Random(seed)  # noqa: S311 - no secrets
    made = ["Defaults env_reset, use_pty", 'Defaults secure_path = "/usr/sbin:/usr/bin:/sbin:/bin"']
    for number in range(count):
        name = f"app{number}"
        program = choose.choice(list(_ARGUMENTS))
        arguments = choose.choice(_ARGUMENTS[program])
        command = f"/usr/bin/{program} {arguments}".format(name).rstrip().replace(":", "\\:")
        user = choose.choice((f"user{number % 97}", f"%team{number % 13}", "ci", "backup"))
        host = choose.choice(("ALL", "ALL", f"web{number % 7}", "10.0.0.0/8"))
        made.append(f"{user} {host} = {choose.choice(_RUNAS)}{choose.choice(_TAGS)}{command}")
        if number % 50 == 0:
            made.append(f"# {name}: what the {user} needs for it")
    return made


def of_size(size: int) -> str:
    """A policy of about so many bytes."""
    text = "\n".join(lines(size // 50))
    return text[: text.rindex("\n", 0, size) + 1] if len(text) > size else text + "\n"
