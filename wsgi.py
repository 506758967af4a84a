"""For any WSGI server: `app` is the application, made from the environment."""

from backend.app import create_app

app = create_app()
