"""Questions to the test that started the emulator: it runs databases and proxies, and decides on delays and faults."""

import json
import os
import urllib.request

_URL = os.environ.pop("EMULATOR_OUTSIDE_URL")
# No proxy of the surroundings comes between two processes of one computer.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# Seconds. A test may hold a step back for as long as it looks at what is under way.
_PATIENCE = 300


def ask(what, **details):
    """Tells the test and returns its answer, an object. Raises ValueError with the test's reason when it refuses."""
    request = urllib.request.Request(
        f"{_URL}/{what}", json.dumps(details).encode(), {"content-type": "application/json"})
    with _OPENER.open(request, timeout=_PATIENCE) as answer:
        document = json.load(answer)
    if "failure" in document:
        raise ValueError(document["failure"])
    return document
