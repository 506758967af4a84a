"""Tell us once: what other departments know of a person, asked with their consent, and what they say is wrong."""
