"""The published JSON Schemas (2020-12) of all documents; see `engine.loading.schema_store`."""
