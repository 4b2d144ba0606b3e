"""What one policy permits that another one doesn't, and everyone whom that concerns."""
