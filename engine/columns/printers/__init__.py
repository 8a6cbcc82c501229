"""A set printed for people's own tables: DuckDB SQL, or a module of Polars expressions. Text only, no library."""
