"""Checks of aliases, and of the places that name them."""

from __future__ import annotations

from sudolint.checks.context import Hit
from sudolint.policy.model import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.checks.context import Context
    from sudolint.policy.model import Alias, Reference

_EFFECTS = {
    "User_Alias": "whoever has an account of that name is meant instead",
    "Runas_Alias": "an account or group of that name is meant instead",
    "Host_Alias": "a host of that name is meant instead",
    "Cmnd_Alias": "no command is meant",
}


def undefined_alias(context: Context) -> Iterator[Hit]:
    """Yield each place that names an alias which isn't there, but for denials."""
    return _undefined(context, denied=False)


def undefined_denial(context: Context) -> Iterator[Hit]:
    """Yield each denial, or exception from a list, that names an alias which isn't there."""
    return _undefined(context, denied=True)


def _undefined(context: Context, *, denied: bool) -> Iterator[Hit]:
    defined = _defined(context)
    kinds: dict[str, str] = {name: kind for kind, name in defined}
    turned = {one.name for one in context.policy.references if one.negated and one.kind == "Cmnd_Alias"}
    for reference in context.policy.references:
        if (reference.kind, reference.name) not in defined:
            inside = reference.within in turned and reference.kind == "Cmnd_Alias"
            if (reference.negated or inside) == denied:
                detail = f"there is no {reference.kind} `{reference.name}`"
                if reference.name in kinds:
                    detail += f", only a {kinds[reference.name]}"
                if not denied:
                    detail += f": {_EFFECTS[reference.kind]}"
                yield Hit(reference.span, detail=detail)


def circular_alias(context: Context) -> Iterator[Hit]:
    """Yield each place at which an alias comes to stand in itself."""
    inner: dict[tuple[str, str], list[Reference]] = {}
    for reference in context.policy.references:
        if reference.within:
            inner.setdefault((reference.kind, reference.within), []).append(reference)
    done: set[tuple[str, str]] = set()
    for first in inner:
        if first in done:
            continue
        done.add(first)
        around = {first}
        path = [(first, iter(inner[first]))]
        while path:
            name, left = path[-1]
            inward = next(left, None)
            if inward is None:
                path.pop()
                around.discard(name)
                continue
            key = (inward.kind, inward.name)
            if key in around:
                yield Hit(inward.span, detail=f"`{inward.name}` stands in itself")
            elif key not in done and key in inner:
                done.add(key)
                around.add(key)
                path.append((key, iter(inner[key])))


def unused_alias(context: Context) -> Iterator[Hit]:
    """Yield each alias that nothing names."""
    if context.policy.inclusions and len(context.policy.sources) == 1:
        return  # what isn't read may name it
    used = {(one.kind, one.name) for one in context.policy.references if one.within != one.name}
    for alias in context.policy.aliases:
        if (alias.kind, alias.name) not in used:
            yield Hit(alias.span, detail=f"{alias.kind} `{alias.name}`")


def double_negation(context: Context) -> Iterator[Hit]:
    """Yield each negated alias that has negated members: they are permitted."""
    negating = {(alias.kind, alias.name) for alias in context.policy.aliases if alias.negates}
    for reference in context.policy.references:
        if reference.negated and (reference.kind, reference.name) in negating:
            yield Hit(reference.span, detail=f"what `{reference.name}` excludes is included here")


def alias_named_like_user(context: Context) -> Iterator[Hit]:
    """Yield each alias of users that has the name of a user in other letters."""
    lists = {id(grant.users): grant.users for grant in context.policy.grants}
    lists |= {id(grant.runas.users): grant.runas.users or () for grant in context.policy.grants}
    users = {
        member.name.lower() for members in lists.values() for member in members if member.kind is Kind.NAME
    }
    users.update([user.name.lower() for user in context.around.accounts.users or ()])
    for alias in context.policy.aliases:
        if alias.kind in ("User_Alias", "Runas_Alias") and alias.name.lower() in users:
            yield Hit(alias.span, detail=f"`{alias.name}` is the alias, `{alias.name.lower()}` the user")


def _defined(context: Context) -> dict[tuple[str, str], Alias]:
    return {(alias.kind, alias.name): alias for alias in context.policy.aliases}
