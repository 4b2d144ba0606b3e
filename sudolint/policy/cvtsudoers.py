"""A policy as `cvtsudoers -f json` of sudo 1.9.18 prints it, to the byte (cvtsudoers_json.c)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from sudolint.policy.parameters import PARAMETERS, Type
from sudolint.syntax.sudoers.nodes import (
    CmndAlias,
    Defaults,
    HostAlias,
    Kind,
    RunasAlias,
    UserAlias,
    UserSpec,
)
from sudolint.syntax.sudoers.values import generalized_time, identifier, timeout_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.syntax.sudoers.nodes import (
        Alias,
        Cmnd,
        CmndSpec,
        Member,
        OptionSpec,
        Parameter,
        Privilege,
        RunasSpec,
        Sudoers,
    )

Value: TypeAlias = "str | int | bool | dict[str, Value] | list[Value]"

_SECTIONS: tuple[tuple[str, type[Alias]], ...] = ()
