"""The module system: modules with what they import, and the options that their definitions make.

Options that nobody declared here are NixOS's own, or those of modules that are not at hand. Where their names
end can't be told, so sets are merged name by name, and other values by their looks.
"""

from __future__ import annotations

from sudolint.policy.nixos import merging, operators
from sudolint.policy.nixos.describe import kind_of
from sudolint.policy.nixos.failures import EvaluationError, ExhaustedError
from sudolint.policy.nixos.library.arguments import items
from sudolint.policy.nixos.merging import Definition
from sudolint.policy.nixos.text import NOWHERE, String, constant
from sudolint.policy.nixos.types import ANY, Type
from sudolint.policy.nixos.values import (
    NULL,
    Attrs,
    Builtin,
    Closure,
    Deferred,
    Option,
    Package,
    Path,
    Property,
    Unknown,
    attribute,
    value_span,
)
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Value
    from sudolint.source import Span

MODULES = 3000
"""The most modules of a configuration."""

CURRIED = 8
"""How many functions are looked through for a module."""

_NO_CONFIG = ("_class", "_file", "disabledModules", "freeformType", "imports", "key", "require")


class Declaration(NamedTuple):
    """An option: its type, and what it is where nothing defines it."""

    type: Type
    default: Value = None
    compute: Callable[[Node], Value] | None = None
    """The default, where it depends on other options beside it."""
    apply: Value = None
    added: Callable[[Node], list[Definition]] | None = None
    """Definitions that NixOS itself adds."""
    preset: bool = True
    """Whether it is NixOS's own, so that values of a wrong type are errors."""


class Presets(NamedTuple):
    """The options of a submodule of NixOS's own."""

    options: dict[str, object]
    """Declarations, or dicts of them, by name."""
    closed: bool
    """Whether there are no others."""


class Module(NamedTuple):
    """A module, taken apart."""

    config: Definition
    options: Value
    imports: list[Value]


class Node(Attrs):
    """The options below a name, as `config` has them."""

    __slots__ = ("_children", "_declared", "definitions", "name", "presets", "system")

    def __init__(
        self,
        system: System,
        path: str,
        name: str,
        definitions: list[Definition],
        declared: list[Attrs],
        presets: Mapping[str, object],
    ) -> None:
        super().__init__({}, Unknown(path))
        self.system = system
        self.name = name
        self.definitions = definitions
        """Of sets, with their terms."""
        self.presets = presets
        self._declared = declared
        self._children: dict[str, Value] = {}

    @property
    def path(self) -> str:
        """The expression for it."""
        return self.rest.text if self.rest else ""

    def names(self) -> list[str]:
        """The names that are defined, or declared in the files."""
        names: dict[str, None] = {}
        for definition in self.definitions:
            names |= dict.fromkeys(definition.value.names())
        for declared in self._declared:
            names |= dict.fromkeys(declared.names())
        return list(names)

    def find(self, name: str) -> Value | None:
        """The value of an option, or the node of a set of them; None where nothing is said of it."""
        if name not in self._children:
            self._children[name] = self._child(name)
        return self._children[name]

    def declares(self, name: str) -> bool:
        """Whether the files declare options under a name."""
        return any(one.find(name) is not None for one in self._declared)

    def place_of(self, name: str) -> Span | None:
        """Where the definition is written that an option has its value from; None where it has none."""
        found = merging.effective(self.system.ev, self.definitions_of(name))
        return found[0].place if found else None

    def definitions_of(self, name: str) -> list[Definition]:
        """What is defined under a name."""
        self.system.ev.spend(10 + len(self.definitions) // 10)
        return [
            definition._replace(value=value)
            for definition in self.definitions
            if (value := definition.value.find(name)) is not None
        ]

    def _child(self, name: str) -> Value | None:
        ev = self.system.ev
        path = f"{self.path}.{attribute(name)}"
        definitions = self.definitions_of(name)
        preset = self.presets.get(name)
        if isinstance(preset, Declaration):
            return Deferred(lambda: self._option(preset, definitions, path), NOWHERE)
        declared = [ev.force(value) for one in self._declared if (value := one.find(name)) is not None]
        option = next((one for one in declared if isinstance(one, Option)), None)
        if option is not None:
            declaration = self.system.declaration(option)
            return Deferred(lambda: self._option(declaration, definitions, path), option.span)
        if not definitions and not declared and preset is None:
            return None
        sets = [one for one in declared if isinstance(one, Attrs)]
        presets = preset if isinstance(preset, dict) else {}
        return Deferred(lambda: self._below(name, path, definitions, sets, presets), NOWHERE)

    def _below(
        self,
        name: str,
        path: str,
        definitions: list[Definition],
        declared: list[Attrs],
        presets: Mapping[str, object],
    ) -> Value:
        """A set of options; or the value of an option that isn't declared here."""
        ev = self.system.ev
        found = merging.discharged(ev, definitions)
        sets = [one for one in found if merging.is_namespace(one.value)]
        if declared or presets or (sets and len(sets) == len(found)):
            return Node(self.system, path, name, sets, declared, presets)
        return merging.guessed(ev, found, path)

    def _option(self, option: Declaration, definitions: list[Definition], path: str) -> Value:
        ev = self.system.ev
        if option.added is not None:
            definitions = [*definitions, *option.added(self)]
        found = merging.effective(ev, definitions)
        if found:
            value = merging.merged(self.system, option, found, path)
        elif option.compute is not None:
            value = option.compute(self)
        elif option.default is None:
            value = ev.unknown(path)
        else:
            value = self._default(option, path)
        return value if option.apply is None else ev.call(option.apply, [value], NOWHERE)

    def _default(self, option: Declaration, path: str) -> Value:
        """The default of an option; where that says nothing, another module may well have set it."""
        ev = self.system.ev
        value = ev.force(option.default)
        if option.preset or not self.system.top or isinstance(value, Unknown):
            return value
        if path in ev.known:
            return ev.known[path]
        if value is False:
            return Unknown(path)
        if value is NULL or merging.is_empty(value):
            return Unknown(path) if ev.conditions.decide(Unknown(path), elsewhere=True) else value
        return value


class Arguments(Attrs):
    """What modules are given: the usual arguments, special ones, and those that modules define."""

    __slots__ = ("_system",)

    def __init__(self, values: dict[str, Value], system: System) -> None:
        super().__init__(values)
        self._system = system

    def names(self) -> list[str]:
        """None, for a module is given just what it asks for."""
        return []

    def beyond(self, name: str) -> Value | None:
        """What `_module.args` holds."""
        return Deferred(lambda: self._system.module_argument(name), NOWHERE)


class System:
    """Modules that are evaluated together: those of a machine, or those of a submodule."""

    def __init__(
        self,
        ev: Evaluator,
        modules: Sequence[Value],
        *,
        path: str = "config",
        name: str = "",
        special: dict[str, Value] | None = None,
        presets: Mapping[str, object] | None = None,
        closed: bool = False,
        seen: Iterable[str] = (),
    ) -> None:
        """Take modules, and the files of those that were met before."""
        self.ev = ev
        self.top = path == "config"
        self._modules = list(modules)
        self._path, self._name = path, name
        self._presets = presets or {}
        self._closed = closed
        self._special = special or {}
        self._seen = set(seen)
        self._root: Node | None = None
        values = {
            "config": Deferred(lambda: self.root, NOWHERE),
            "lib": ev.names[" lib"],
            "pkgs": ev.names[" pkgs"],
            "options": Unknown("options"),
            "name": constant(name),
            **self._special,
        }
        if self.top:
            del values["name"]
        self.arguments = Arguments(values, self)

    @property
    def root(self) -> Node:
        """The root of all options, once all modules are known."""
        if self._root is None:
            modules = self._collected()
            definitions = merging.discharged(self.ev, [module.config for module in modules])
            sets = [one for one in definitions if isinstance(one.value, Attrs)]
            declared = [one for module in modules if isinstance(one := self.ev.force(module.options), Attrs)]
            self._root = Node(self, self._path, self._name, sets, declared, self._presets)
            if self._closed:
                self.check_names(self._root)
        return self._root

    def check_names(self, node: Node) -> None:
        """Note an error for each name that is defined below a node and is no option."""
        for definition in node.definitions:
            for name in definition.value.names():
                if name not in node.presets and not node.declares(name):
                    place = value_span(definition.value.find(name))
                    self.ev.errors[EvaluationError(f"there is no option `{name}` here", place)] = None

    def nested(self, inner: Value, found: list[Definition], path: str, name: str) -> System:
        """The options of a submodule: NixOS's own, or those that modules in the files declare."""
        if isinstance(inner, Presets):
            options, closed = inner
            return System(self.ev, found, path=path, name=name, presets=options, closed=closed)
        modules = [*inner, *[one if isinstance(one.value, Attrs) else one.value for one in found]]
        return System(self.ev, modules, path=path, name=name, special=self._special)

    def declaration(self, option: Option) -> Declaration:
        """What a declaration in the files says."""
        kind = option.attrs.find("type")
        found = ANY if kind is None else self.ev.force(kind)
        return Declaration(
            found if isinstance(found, Type) else ANY,
            option.attrs.find("default"),
            apply=option.attrs.find("apply"),
            preset=False,
        )

    def module_argument(self, name: str) -> Value:
        """What modules define as their argument of a name; unknown while they are still being collected."""
        if self._root is not None:
            found: Value | None = self._root
            for step in ("_module", "args", name):
                found = self.ev.force(found).find(step) if isinstance(self.ev.force(found), Attrs) else None
                if found is None:
                    break
            else:
                return found
        return self.ev.unknown(name)

    def _collected(self) -> list[Module]:
        """All modules in the order of their definitions: the last import first, the importing one last."""
        found: list[Module] = []
        waiting = list(self._modules)
        for value in waiting:
            if len(waiting) > MODULES:
                raise ExhaustedError(f"more than {MODULES} modules", value_span(value))
            try:
                module = self._module(value)
            except EvaluationError as error:
                self.ev.errors[error] = None
            else:
                if module is not None:
                    found.append(module)
                    waiting += module.imports
        return found[::-1]

    def _module(self, written: Value) -> Module | None:
        """A module, taken apart; None where it is not known, or was met before."""
        ev = self.ev
        if isinstance(written, Definition):  # a set that is nothing but definitions
            return Module(written, NULL, [])
        place = value_span(written)
        value = ev.force(operators.element_of(written))
        if isinstance(value, String):
            if value.has_holes:  # such as `modulesPath`
                return None
            if value.text.startswith("/"):
                value = Path(value.text)
        if isinstance(value, Path):
            if value.text in self._seen:
                return None
            self._seen.add(value.text)
            value = ev.load(value.text)
        for _ in range(CURRIED):
            if not isinstance(value, Closure | Builtin) and not (
                isinstance(value, Attrs) and value.find("__functor") is not None
            ):
                break
            value = ev.apply(value, self.arguments, place)
        if isinstance(value, Property):
            return Module(Definition(value, place=place), NULL, [])
        if isinstance(value, Attrs) and not isinstance(value, Package):
            return self._taken_apart(value, place)
        if isinstance(value, Unknown | Package | Closure):
            return None
        raise EvaluationError(f"{kind_of(value)} is no module", place)

    def _taken_apart(self, value: Attrs, place: Span) -> Module:
        ev = self.ev
        given = value.find("imports")
        imports: list[Value] = []
        if given is not None:
            imports = items(ev, given, value_span(given))
        config, options = value.find("config"), value.find("options")
        if config is None and options is None:
            values = {name: value.find(name) for name in value.names() if name not in _NO_CONFIG}
            return Module(Definition(Attrs(values), place=place), NULL, imports)
        for name in ("security", "users"):
            stray = value.find(name)
            if stray is not None:
                message = f"`{name}` has no effect beside `config` or `options`: it belongs into `config`"
                ev.errors[EvaluationError(message, value_span(stray))] = None
        definition = Definition(Attrs({}) if config is None else config, place=place)
        return Module(definition, NULL if options is None else options, imports)
