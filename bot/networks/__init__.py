"""The five networks: each turns a Post into a Receipt and a Receipt into figures; none sees the store."""
