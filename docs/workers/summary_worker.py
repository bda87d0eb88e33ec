"""Adds a summary to each session that has ended. Usage: summary_worker.py http://localhost:8080 position.txt"""
import http.client, json, os, pathlib, sys, time, urllib.error, urllib.parse, urllib.request

service, place = sys.argv[1], pathlib.Path(sys.argv[2])
position = place.read_text() if place.exists() else "start"


def call(path, body=None):
    """The answer and its lines, asked for until there are some; none where the session has been erased. Refused, it ends."""
    headers = {"Accept": "application/x-ndjson, application/json;q=0.5", "Content-Type": "application/json"}
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(service + path, body, headers), timeout=60) as answer:
                return answer, answer.read().splitlines()
        except (OSError, http.client.HTTPException) as failure:
            if getattr(failure, "code", 500) < 500:
                if failure.code in (404, 410): return failure, []
                raise
        time.sleep(1)


while True:
    answer, items = call("/feed?limit=500&wait=30&kind=session.ended&after=" + position)
    for item in map(json.loads, items):
        events = "/sessions/" + urllib.parse.quote(item["sessionId"], safe="") + "/events"
        text = f"{len(call(events + '?type=user_speech')[1])} turns of the user"
        call(events, json.dumps({"eventId": "summary", "type": "system", "payload": {"summary": text}}).encode())
    position = answer.headers["Next-Position"]
    # Only now, and whole at any time: who is killed before does it again, and the event is there once.
    pathlib.Path(f"{place}.new").write_text(position)
    os.replace(f"{place}.new", place)
