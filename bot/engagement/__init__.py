"""From Receipt to Snapshots: when to measure, and measuring in as few calls as the networks allow."""
