"""Text to syntax tree, every node with its place. The only layer that knows Lark."""
