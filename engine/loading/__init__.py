"""From text to checked objects: criteria sets, submissions, worked cases. YAML and JSON Schema live here alone."""
