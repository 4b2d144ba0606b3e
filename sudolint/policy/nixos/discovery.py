"""Where in what a file says the modules are: the file may be one, or a flake, or hold some under a name."""

from __future__ import annotations

from sudolint.policy.nixos import merging
from sudolint.policy.nixos.configuration import CURRIED, System
from sudolint.policy.nixos.failures import AbortedError, EvaluationError, OpaqueError
from sudolint.policy.nixos.library.arguments import items
from sudolint.policy.nixos.merging import Definition
from sudolint.policy.nixos.operators import element_of
from sudolint.policy.nixos.text import NOWHERE
from sudolint.policy.nixos.values import Attrs, Closure, Deferred, Package, Property, Unknown
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Value

DEPTH = 8
"""How deep modules are looked for in sets."""

VISITS = 3000
"""How many values are looked at in search of modules."""

POLICIES = ("sudo", "sudo-rs", "doas")
"""What options of `security` make a policy."""


class Machine(NamedTuple):
    """Modules that belong together."""

    name: str
    modules: list[Value]
    special: dict[str, Value]
    is_host: bool
    """Whether it is one of a flake's nixosConfigurations."""


def machines(ev: Evaluator, value: Value, wanted: str | None = None) -> list[Machine]:
    """What a file describes: machines of a flake, modules, or just itself as one module.

    Of a flake's machines only the `wanted` one is looked at, where one is named.
    """
    return _Search(ev, wanted).all(value)


class _Search:
    def __init__(self, ev: Evaluator, wanted: str | None) -> None:
        self._ev = ev
        self._wanted = wanted
        self._left = VISITS
        self._arguments = System(ev, []).arguments

    def all(self, value: Value) -> list[Machine]:
        """The machines; modules by themselves only where there are none."""
        alone = Machine("", [value], {}, False)
        seen = self._applied(value)
        if isinstance(seen, Attrs) and seen.find("outputs") is not None:
            seen = self._outputs(seen)
        found = list(self._in_flake(seen, "", DEPTH))
        if isinstance(seen, Unknown):  # a call of eval-config.nix
            found += self._host("", seen)
        hosts = [machine for machine in found if machine.is_host]
        if hosts or found:
            return hosts or found
        if self._sets_policy(seen):
            return [alone]
        return list(self._nested(seen, "", DEPTH)) or [alone]

    def _applied(self, value: Value) -> Value:
        """A value, or what functions that take module arguments return."""
        ev = self._ev
        try:
            found = ev.force(value)
            for _ in range(CURRIED):
                if not isinstance(found, Closure):
                    break
                found = ev.apply(found, self._arguments, NOWHERE)
            return found
        except AbortedError:
            raise
        except (EvaluationError, OpaqueError):
            return Unknown("")

    def _outputs(self, flake: Attrs) -> Value:
        """What the outputs of a flake are for inputs that nobody knows."""
        ev = self._ev
        declared = ev.force(flake.find("inputs")) if flake.find("inputs") is not None else Attrs({})
        names = declared.names() if isinstance(declared, Attrs) else []
        inputs = Attrs({name: Unknown("inputs").select(name) for name in names}, Unknown("inputs"))
        function = ev.force(flake.find("outputs"))
        if not isinstance(function, Closure):
            return function
        result = Deferred(lambda: ev.apply(function, inputs, NOWHERE), NOWHERE)

        def self_value() -> Value:
            found = ev.force(result)
            return Attrs(dict(found.values), Unknown("self")) if type(found) is Attrs else Unknown("self")

        inputs.values["self"] = Deferred(self_value, NOWHERE)
        return ev.force(result)

    def _in_flake(self, value: Value, path: str, depth: int) -> Iterator[Machine]:
        """The machines and modules that a flake, or a module of flake-parts, has under their usual names."""
        if isinstance(value, Unknown):
            for argument in value.arguments:
                yield from self._in_flake(self._applied(argument), path, depth - 1)
        if not isinstance(value, Attrs) or isinstance(value, Package) or depth < 0:
            return
        for kind in ("nixosConfigurations", "darwinConfigurations"):
            for name, one in self._members(value, kind):
                if self._wanted in (None, name):
                    yield from self._host(name, one)
        for name, one in self._members(value, "nixosModules"):
            yield Machine(name, [one], {}, False)
        for name, one in self._members(self._inside(value, "modules"), "nixos"):
            yield Machine(name, [one], {}, False)
        flake = value.find("flake")
        if flake is not None:
            yield from self._in_flake(self._applied(flake), path, depth - 1)

    def _members(self, value: Value, name: str) -> list[tuple[str, Value]]:
        inner = self._inside(value, name)
        if not isinstance(inner, Attrs) or isinstance(inner, Package):
            return []
        return [(key, inner.find(key)) for key in sorted(inner.names())]

    def _inside(self, value: Value, name: str) -> Value:
        if not isinstance(value, Attrs):
            return None
        found = value.find(name)
        return None if found is None else self._applied(found)

    def _host(self, name: str, value: Value) -> Iterator[Machine]:
        """A machine from what a function such as nixosSystem was called with."""
        made = self._applied(value)
        arguments = made.arguments if isinstance(made, Unknown) else (made,)
        for argument in arguments:
            given = self._applied(argument)
            modules = given.find("modules") if isinstance(given, Attrs) else None
            if modules is not None:
                special: dict[str, Value] = {}
                for kind in ("specialArgs", "extraSpecialArgs"):
                    extra = self._inside(given, kind)
                    if isinstance(extra, Attrs):
                        special |= {key: extra.find(key) for key in extra.names()}
                yield Machine(name, items(self._ev, modules, NOWHERE), special, True)
                return

    def _nested(self, value: Value, path: str, depth: int) -> Iterator[Machine]:
        """Modules that set a policy, wherever in a set they are."""
        self._left -= 1
        if self._left < 0 or depth < 0:
            return
        if isinstance(value, Unknown):
            for argument in value.arguments:
                yield from self._nested_or_it(self._applied(argument), argument, path, depth - 1)
            return
        parts: list[tuple[str, Value]] = []
        if isinstance(value, list):
            parts = [(f"[{number}]", element_of(one)) for number, one in enumerate(value)]
        elif type(value) is Attrs:
            parts = [(f".{name}" if path else name, value.find(name)) for name in value.names()]
        for name, one in parts:
            yield from self._nested_or_it(self._applied(one), one, path + name, depth - 1)

    def _nested_or_it(self, value: Value, module: Value, path: str, depth: int) -> Iterator[Machine]:
        if self._sets_policy(value):
            yield Machine(path, [module], {}, False)
        else:
            yield from self._nested(value, path, depth)

    def _sets_policy(self, value: Value) -> bool:
        """Whether a value is a module that says something of sudo, or imports others."""
        ev = self._ev
        if not isinstance(value, Attrs | Property) or isinstance(value, Package):
            return False
        try:
            if isinstance(value, Attrs):
                if value.find("imports") is not None:
                    return True
                config = value.find("config")
                if config is not None:
                    return self._sets_policy(ev.force(config))
            for one in merging.discharged(ev, [Definition(value)]):
                security = one.value.find("security") if isinstance(one.value, Attrs) else None
                if security is not None:
                    for inner in merging.discharged(ev, [Definition(security)]):
                        if isinstance(inner.value, Attrs) and any(
                            inner.value.find(key) is not None for key in POLICIES
                        ):
                            return True
        except AbortedError:
            raise
        except (EvaluationError, OpaqueError):
            return True
        return False
