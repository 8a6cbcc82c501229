"""The engine: reads criteria sets, scores evidence exactly, explains every point."""
