"""Regular languages over command lines: globs, POSIX EREs, products, emptiness, witnesses.

Knows nothing of sudo. A word is a string of bytes-as-characters in which NUL, which no argument can
hold, stands for the boundary between two arguments.
"""
