#!/usr/bin/env bash
# Makes app.aot, from which the service starts in half the time: what a JVM otherwise works out at each start.
#
#   cd target/quarkus-app && ../../src/main/docker/train-aot.sh && java -XX:AOTCache=app.aot -jar quarkus-run.jar
#
# It fits the very build of the JVM that made it, and the path of the program as it is given here; to any other JVM it is
# as if it were not there. Needs Java 25; an older one is told, and nothing is made.
# The program is started without a database, asked a few things, and ended: no data is touched, whatever is configured.
set -euo pipefail
program=${1:-quarkus-run.jar}
cache=$(dirname "$program")/app.aot

if ! java -XX:+PrintFlagsFinal -version 2>/dev/null | grep -q ' AOTCacheOutput '; then
  echo "train-aot: this JVM is older than Java 25 and starts without a cache"
  exit 0
fi

log=$(mktemp)
service=
trap 'rm -f "$log"; [ -z "$service" ] || kill "$service" 2>/dev/null || true' EXIT
rm -f "$cache"
nowhere='mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100'
# A cache made with a heap over 32 GB would not fit a smaller one. Properties win over the environment, those of the profile
# over those without.
java -Xmx256m -XX:+UseSerialGC -XX:AOTCacheOutput="$cache" -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port=0 \
  -Dquarkus.mongodb.connection-string="$nowhere" -D%prod.quarkus.mongodb.connection-string="$nowhere" \
  -Dquarkus.shutdown.timeout=1s -jar "$program" >"$log" 2>&1 &
service=$!

port=
for _ in $(seq 600); do
  port=$(sed -n 's|.*Listening on: http://127\.0\.0\.1:\([0-9]*\).*|\1|p' "$log")
  [ -n "$port" ] || kill -0 "$service" 2>/dev/null || break
  [ -z "$port" ] || break
  sleep 0.1
done
[ -n "$port" ] || { cat "$log" >&2; echo "train-aot: the service did not start" >&2; exit 1; }

# Any status will do: without a database most answers are 503, by way of the same classes.
ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s %s HTTP/1.1\r\nHost: training\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "$2" "${#3}" "$3" >&3
  timeout 10 cat <&3 >/dev/null || true
  exec 3>&-
}
for _ in 1 2 3; do
  ask GET /q/health/live ''
  ask GET /q/health/ready ''
  ask GET /q/metrics ''
  ask GET /sessions ''
  ask GET /sessions/training ''
  ask GET '/sessions/training/events?limit=100' ''
  ask POST /sessions '{"sessionId":"training","language":"en-US","metadata":{"caller":"+15550100"}}'
  ask POST /sessions/training/events '{"eventId":"e1","type":"system","payload":{"text":"training"},"timestamp":"2026-01-01T00:00:00Z"}'
  ask POST /sessions/training/complete ''
done

kill "$service"
wait "$service" || true
service=
[ -s "$cache" ] || { cat "$log" >&2; echo "train-aot: no cache was made" >&2; exit 1; }
echo "train-aot: $cache, $(($(wc -c <"$cache") / 1048576)) MiB"
