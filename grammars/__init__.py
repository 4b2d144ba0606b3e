"""The Lark grammars that sudolint reads policies with; data only."""
