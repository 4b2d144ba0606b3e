"""`typing.NamedTuple` that is made in a third of the time: there are a hundred of them at every start."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter, namedtuple
    from functools import cache
    from sys import intern
    from types import FunctionType

    class _Meta(type):
        """Makes a named tuple of a class with annotations; what else stands in the class comes along."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(map(intern, namespace.get("__annotations__", ())))
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            namespace |= {field: _tuplegetter(place, "") for place, field in enumerate(fields)}
            namespace |= {
                "__slots__": (),
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
                "__new__": FunctionType(
                    _maker(len(fields)).replace(co_varnames=("_cls", *fields), co_qualname=f"{name}.__new__"),
                    {"_tuple_new": tuple.__new__, "__builtins__": {}},
                    "__new__",
                    tuple(defaults.values()),
                ),
            }
            return type(name, (_Record,), namespace)

    @cache
    def _maker(size):
        """The code of `__new__` for this many fields: compiling it for each class is what takes the time."""
        return namedtuple("_", [f"field{place}" for place in range(size)]).__new__.__code__

    class NamedTuple(metaclass=_Meta):
        """See `typing.NamedTuple`."""

    class _Record(tuple):
        """What all of them can."""

        __slots__ = ()
        _make = classmethod(tuple.__new__)

        def _replace(self, /, **changes):
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"no such fields: {', '.join(changes)}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            inside = ", ".join([f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True)])
            return f"{type(self).__name__}({inside})"

        def __getnewargs__(self):
            return tuple(self)
