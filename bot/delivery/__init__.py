"""From Article to Receipt: decide and plan, publish, and settle what is in doubt."""
