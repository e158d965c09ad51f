"""The belt between workflows: the only room that speaks SQL. Each public method is one transaction."""
