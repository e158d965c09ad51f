"""Local stand-ins of the five networks and a sample news site: rehearse everything without any account."""
