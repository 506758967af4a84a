"""Languages, catalogues, formats, search words and reading level; knows nothing of the web or the database."""
