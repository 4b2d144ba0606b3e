"""Functions that read files, which they do only below the root, and functions that reach for the world."""

from __future__ import annotations

from sudolint.policy.nixos.describe import called
from sudolint.policy.nixos.failures import EvaluationError, OpaqueError
from sudolint.policy.nixos.files import MissingError
from sudolint.policy.nixos.library.arguments import attrs, plain, string, value_place
from sudolint.policy.nixos.library.data import from_json, from_toml
from sudolint.policy.nixos.paths import normal
from sudolint.policy.nixos.text import Part, String, computed
from sudolint.policy.nixos.values import Attrs, Package, Path, Scope, Thunk, Unknown
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Native, Value

LISTED = 20_000
"""The most files that a listing of a whole tree finds."""


def path_of(ev: Evaluator, value: Value, span: Span) -> str:
    """An argument that is a path, or a string with one. Raises OpaqueError."""
    forced = ev.force(value)
    if isinstance(forced, Path):
        return forced.text
    if isinstance(forced, String):
        text = plain(ev, forced, span)
        if not text.startswith("/"):
            raise EvaluationError(f'"{text[:80]}" is no absolute path', value_place(value, span))
        return text
    if isinstance(forced, Attrs) and not isinstance(forced, Package):
        inner = ev.attribute(forced, "outPath")
        if inner is not None:
            return path_of(ev, inner, span)
    if isinstance(forced, Attrs | Unknown):
        raise OpaqueError
    raise EvaluationError("this is no path", value_place(value, span))


def imported(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`import path`."""
    value = ev.force(args[0])
    if isinstance(value, Unknown):
        text = called("import", [value])
        return ev.famous(text) or ev.unknown(text)
    return ev.load(normal(path_of(ev, value, span)).text)


def _scoped_import(ev: Evaluator, args: list[Value], span: Span) -> Value:
    given = attrs(ev, args[0], span)
    path = normal(path_of(ev, args[1], span)).text
    try:
        source = ev.files.source(path)
    except MissingError:
        raise OpaqueError from None
    tree = ev.files.tree(source)
    if tree is None:
        raise OpaqueError
    names = {name: given.find(name) for name in given.names()}
    return Thunk(tree, Scope(names, ev.scope(source), source))


def read_file(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`readFile path`."""
    try:
        source = ev.files.source(normal(path_of(ev, args[0], span)).text)
    except MissingError:
        raise OpaqueError from None
    return String(source.text, (Part(0, Span(source, 0, len(source.text)), None, 0, True),))


def _path_exists(ev: Evaluator, args: list[Value], span: Span) -> Value:
    path = path_of(ev, args[0], span)
    try:
        kind = ev.files.kind(normal(path).text)
    except MissingError:
        raise OpaqueError from None
    return kind is not None and (kind == "directory" or not path.endswith("/"))


def _read_dir(ev: Evaluator, args: list[Value], span: Span) -> Value:
    try:
        names = ev.files.directory(normal(path_of(ev, args[0], span)).text)
    except MissingError:
        raise OpaqueError from None
    return Attrs({name: computed(kind, span) for name, kind in names.items()})


def _file_type(ev: Evaluator, args: list[Value], span: Span) -> Value:
    try:
        kind = ev.files.kind(normal(path_of(ev, args[0], span)).text)
    except MissingError:
        raise OpaqueError from None
    if kind is None:
        raise OpaqueError
    return computed(kind, span)


def _list_files(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found: list[Value] = []
    waiting = [normal(path_of(ev, args[0], span)).text]
    while waiting and len(found) < LISTED:
        folder = waiting.pop()
        try:
            names = ev.files.directory(folder)
        except MissingError:
            continue
        ev.spend(1 + len(names))
        found += [Path(f"{folder}/{name}") for name, kind in names.items() if kind != "directory"]
        waiting += [f"{folder}/{name}" for name, kind in reversed(names.items()) if kind == "directory"]
    return found


def _import_json(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return from_json(ev, [read_file(ev, args, span)], span)


def _import_toml(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return from_toml(ev, [read_file(ev, args, span)], span)


def _find_file(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """What `<name>` means: a directory that was named, or something unknown."""
    name = plain(ev, args[1], span)
    first, _, rest = name.partition("/")
    folder = ev.names[" paths"].get(first)
    if folder is None:
        return ev.unknown(f"<{name}>")
    return normal(f"{folder}/{rest}")


def _path_append(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return normal(f"{path_of(ev, args[0], span)}/{plain(ev, args[1], span)}")


def _opaque(_: Evaluator, __: list[Value], ___: Span) -> Value:
    raise OpaqueError


def _file_in_store(ev: Evaluator, args: list[Value], span: Span) -> Value:
    name = string(ev, args[0], span).text
    package = Package(name, f'toFile "{name}"')
    ev.scripts[package.store_path] = string(ev, args[1], span)
    return computed(package.store_path, span)


def _filtered(ev: Evaluator, args: list[Value], _: Span) -> Value:
    return ev.force(args[1])


def _source_of(ev: Evaluator, args: list[Value], span: Span) -> Value:
    path = attrs(ev, args[0], span).find("path")
    if path is None:
        raise OpaqueError
    return path


def _get_env(ev: Evaluator, args: list[Value], span: Span) -> Value:
    plain(ev, args[0], span)
    raise OpaqueError


def _nixos_system(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """A machine: kept with its arguments, so that its modules are found."""
    return Unknown(called("nixosSystem", args), tuple(args))


FUNCTIONS: dict[str, Native] = {
    "exec": _opaque,
    "fetchClosure": _opaque,
    "fetchFinalTree": _opaque,
    "fetchGit": _opaque,
    "fetchMercurial": _opaque,
    "fetchTarball": _opaque,
    "fetchTree": _opaque,
    "fetchurl": _opaque,
    "filterSource": _filtered,
    "findFile": _find_file,
    "flakeRefToString": _opaque,
    "getContext": _opaque,
    "getEnv": _get_env,
    "getFlake": _opaque,
    "hasContext": _opaque,
    "hashFile": _opaque,
    "import": imported,
    "importJSON": _import_json,
    "importTOML": _import_toml,
    "importNative": _opaque,
    "listFilesRecursive": _list_files,
    "nixosSystem": _nixos_system,
    "outputOf": _opaque,
    "parseFlakeRef": _opaque,
    "path": _source_of,
    "path.append": _path_append,
    "pathExists": _path_exists,
    "placeholder": _opaque,
    "readDir": _read_dir,
    "readFile": read_file,
    "readFileType": _file_type,
    "scopedImport": _scoped_import,
    "storePath": _opaque,
    "toFile": _file_in_store,
    "toXML": _opaque,
    "convertHash": _opaque,
}
"""What is made of the arguments of each; `index` says how many these are."""
