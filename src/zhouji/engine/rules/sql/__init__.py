"""The language as SQL: one emitter, a layer of differences for DuckDB and for Spark."""
