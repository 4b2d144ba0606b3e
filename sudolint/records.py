"""`typing.NamedTuple` without the check of each annotation, which takes a sixth of the start-up time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple
    from sys import intern

    class _Meta(type):
        """Makes a named tuple of a class with annotations; what else stands in the class comes along."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = [intern(field) for field in namespace.get("__annotations__", ())]
            defaults = [namespace[field] for field in fields if field in namespace]
            made = namedtuple(name, fields, defaults=defaults, module=namespace["__module__"])
            for key, value in namespace.items():
                if key not in fields and key not in ("__dict__", "__weakref__", "__module__"):
                    setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_Meta):
        """See `typing.NamedTuple`."""
