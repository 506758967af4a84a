"""The application: doors on top (`api`, `web`, `worker`), capabilities in the middle (`domain`), `core` below them."""
