"""Local documents laid on a base: read, checked against what the base left open, resolved, and proved harmless."""
