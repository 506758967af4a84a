"""What the framework alone costs: a few bare Flask routes on the same server, `python -m bench.bare PORT FILE`.

`/text` answers two bytes, to a form with a redirect and to JSON with JSON; `/row` also commits one row to SQLite as
durably as the program does, through one connection, and `/rows` as many as it is sent.
"""

import sqlite3
import sys
import threading

import waitress
from flask import Flask, Response, jsonify, redirect, request

from backend.config import load


def make(file: str) -> Flask:
    """The bare application; `file` is its database."""
    app = Flask("bare", static_folder=None)
    turn = threading.Lock()
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, value TEXT)")
    database.execute(
        "CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, lesson TEXT, step TEXT, kind TEXT, at TEXT)"
    )

    @app.get("/healthz")
    @app.get("/text")
    def text() -> str:
        return "ok"

    @app.post("/text")
    def form() -> Response:
        return redirect(request.form["next"], 303)

    @app.put("/text")
    def json() -> Response:
        return jsonify(value=request.get_json()["value"])

    @app.post("/row")
    def row() -> Response:
        with turn:
            database.execute("BEGIN IMMEDIATE")
            database.execute(
                "INSERT INTO answer VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (int(request.form["id"]), request.form["value"]),
            )
            database.execute("COMMIT")
        return redirect("/text", 303)

    @app.post("/rows")
    def rows() -> Response:
        events = [
            (each["id"], each["lesson"], each["step"], each["kind"], each["at"])
            for each in request.get_json()["events"]
        ]
        with turn:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?)", events)
            database.execute("COMMIT")
        return jsonify(new=len(events))

    return app


if __name__ == "__main__":
    waitress.serve(make(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), threads=load().threads, ident=None)
