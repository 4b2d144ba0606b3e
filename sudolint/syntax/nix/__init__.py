"""The Nix language: text → expressions, every one with its place."""
