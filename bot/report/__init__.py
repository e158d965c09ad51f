"""From Snapshots to what people read: figures, then tables, JSON and CSV."""
