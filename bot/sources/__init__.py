"""From an address to what an editor would read there: entries of a source, or one article."""
