"""What sudo is built with where nothing sets a parameter, by distribution."""

from __future__ import annotations

from sudolint.policy.parameters import PARAMETERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.targets import Target

_FAMILIES = {
    "debian": "debian",
    "ubuntu": "debian",
    "mint": "debian",
    "raspbian": "debian",
    "fedora": "redhat",
    "rhel": "redhat",
    "centos": "redhat",
    "almalinux": "redhat",
    "rocky": "redhat",
    "oracle": "redhat",
    "opensuse": "suse",
    "sles": "suse",
    "arch": "arch",
    "nixos": "nixos",
}
"""Distributions that build sudo alike."""

_BUILT = {
    "debian": {"timestamp_timeout": "15", "passwd_timeout": "0", "fqdn": "on", "ignore_dot": "off"},
    "redhat": {"ignore_dot": "on"},
    "suse": {"ignore_dot": "on"},
    "arch": {},
    "nixos": {},
}
"""How they are built otherwise than sudo's own configure does it."""

_CHOSEN = {
    "timestamp_timeout": "5",
    "passwd_timeout": "5",
    "env_editor": "on",
    "secure_path": "off",
    "fqdn": "off",
    "insults": "off",
}
"""What those who build sudo choose, with what all families above chose unless it stands there."""

_SINCE = {"use_pty": (1, 9, 14), "ignore_dot": (1, 9, 17), "sudoedit_checkdir": (1, 8, 16)}
"""Flags that are on by default from a version on."""


def built_in(name: str, target: Target, distro: str) -> str | None:
    """The value of a parameter that nothing sets: `on`, `off` or a text; None where it isn't known."""
    family = _FAMILIES.get(distro)
    if target.program == "sudo-rs":
        return {"timestamp_timeout": "15", "use_pty": "on", "pwfeedback": "on"}.get(name)
    if family and name in _BUILT[family] and not (name in _SINCE and target.version >= _SINCE[name]):
        return _BUILT[family][name]
    if name in _SINCE:
        return "on" if target.version >= _SINCE[name] else "off"
    if name in _CHOSEN:
        return _CHOSEN[name] if family else None
    known = PARAMETERS.get(name)
    return (known.default or "off") if known else None
