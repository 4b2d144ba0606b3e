"""Comments on changes under review, wherever they are hosted."""
