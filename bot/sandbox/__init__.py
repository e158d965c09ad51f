"""Local stand-ins of the networks and a sample news site: rehearse everything without any account."""
