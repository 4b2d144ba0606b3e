"""What a policy means: grants with aliases, inheritance and order worked out, and what sudo would decide."""
