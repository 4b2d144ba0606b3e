"""Which variables mean something: static scope, as Nix resolves it before it evaluates anything."""

from __future__ import annotations

from sudolint.records import NamedTuple
from sudolint.syntax.nix.nodes import AttrSet, Lambda, Let, Var, With
from sudolint.syntax.nix.walk import CHILDREN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import TypeAlias

    from sudolint.syntax.nix.nodes import Expr

_PLAIN = """
abort baseNameOf break builtins derivation derivationStrict dirOf false fetchGit fetchMercurial fetchTarball
fetchTree fromTOML import isNull map null placeholder removeAttrs scopedImport throw toString true
"""

_HIDDEN = """
add addDrvOutputDependencies addErrorContext all any appendContext attrNames attrValues bitAnd bitOr bitXor
catAttrs ceil compareVersions concatLists concatMap concatStringsSep convertHash currentSystem currentTime
deepSeq div elem elemAt exec fetchClosure fetchFinalTree fetchurl filter filterSource findFile
flakeRefToString floor foldl' fromJSON functionArgs genList genericClosure getAttr getContext getEnv
getFlake groupBy hasAttr hasContext hashFile hashString head importNative intersectAttrs isAttrs isBool
isFloat isFunction isInt isList isPath isString langVersion length lessThan listToAttrs mapAttrs match mul
nixPath nixVersion outputOf parseDrvName parseFlakeRef partition path pathExists readDir readFile
readFileType replaceStrings seq sort split splitVersion storeDir storePath stringLength sub substring tail
toFile toJSON toPath toXML trace traceVerbose tryEval typeOf unsafeDiscardOutputDependency
unsafeDiscardStringContext unsafeGetAttrPos warn zipAttrsWith
"""
"""In scope with `__` in front only."""

GLOBALS = frozenset([*_PLAIN.split(), *(f"__{name}" for name in _HIDDEN.split())])
"""The builtins that are in scope everywhere."""


class _Leave(NamedTuple):
    """The end of a scope, once all that is in it has been looked at."""

    names: Iterable[str]
    with_: bool


_Work: TypeAlias = "list[Expr | _Leave]"


def undefined_variables(tree: Expr) -> list[Var]:
    """The variables that nothing binds, in the order of the text.

    Within a `with`, any name may be bound. In a tree with errors, so may be what couldn't be read.
    """
    undefined: list[Var] = []
    bound: dict[str, int] = dict.fromkeys(GLOBALS, 1)  # how many scopes around bind a name
    withs = 0
    work: _Work = [tree]
    while work:
        node = work.pop()
        if isinstance(node, _Leave):
            for name in node.names:
                bound[name] -= 1
            withs -= node.with_
            continue
        if isinstance(node, Var):
            if not bound.get(node.name) and not withs:
                undefined.append(node)
            continue
        if type(node) not in CHILDREN:
            continue
        outside, names, inside = _parts(node)
        with_ = isinstance(node, With)
        work += outside
        if names or with_:
            work.append(_Leave(names, with_))
            withs += with_
            for name in names:
                bound[name] = bound.get(name, 0) + 1
        work += inside
    return sorted(undefined, key=lambda var: var.start)


def _parts(node: Expr) -> tuple[Iterable[Expr], Collection[str], Iterable[Expr]]:
    """What of an expression is outside of the scope that it opens, the scope's names, and what is inside."""
    inside = CHILDREN[type(node)](node)
    if isinstance(node, With):
        return (node.namespace,), (), (node.body,)
    if isinstance(node, Lambda):
        names = [formal.name.name for formal in node.formals.formals] if node.formals else []
        if node.parameter:
            names.append(node.parameter.name)
        return (), names, inside
    if isinstance(node, AttrSet) and node.recursive:
        # What is inherited is also looked up inside, where it is always found.
        inherited = [attribute.value for attribute in node.attributes.values() if attribute.inherited]
        return inherited, node.attributes.keys(), inside
    if isinstance(node, Let):
        outside, bound, values = _parts(node.bindings)
        return outside, bound, [*values, node.body]
    return (), (), inside
