"""Policies of NixOS modules: evaluate what decides them, and render them as NixOS would."""
