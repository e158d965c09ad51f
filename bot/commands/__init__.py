"""The subcommands of `pressbot`, a module for each kind of work; each has a COMMANDS map."""
