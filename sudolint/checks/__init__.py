"""Checks of a policy that need code: each yields where and what, the rule's file says the rest."""
