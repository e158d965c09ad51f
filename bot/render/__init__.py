"""Article × Account → Post: faithful text within a network's limits. Pure, and without any network's name."""
