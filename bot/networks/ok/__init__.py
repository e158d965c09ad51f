"""OK groups, by the REST API."""
