"""The capabilities, a folder each: models, rules, actions, queries, errors."""
