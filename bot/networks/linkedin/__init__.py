"""LinkedIn organisations, by the versioned REST API."""
