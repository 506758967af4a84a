"""The staff desk: whose work waits where, finding it, doing much of it at once, and how it goes."""
