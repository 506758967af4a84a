"""Plain words: what makes a text hard for our readers, said with its place and, where there is one, a plainer way."""
