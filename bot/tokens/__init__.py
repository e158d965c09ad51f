"""The life of tokens: how a person brings them, how they are kept alive, what is said before they end."""
