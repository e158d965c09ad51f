"""The words of pressbot as values: frozen, without input or output."""
