"""The console and the JSON API: reads and commands through App, nothing below it."""
