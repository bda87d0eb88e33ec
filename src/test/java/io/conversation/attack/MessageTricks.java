package io.conversation.attack;

import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/** Other methods, and messages that are not, or hardly, of HTTP (RFC 9112). */
final class MessageTricks {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
            "PROPFIND", "QUERY", "get", "Post", "X", "GETGETGET".repeat(20));
    private static final List<String> LENGTHS = List.of("-1", "+5", "0x5", "5, 5", "5, 6", "", "abc", "99999999999999999999",
            "1e2",
            "5 5");
    private static final List<String> CODINGS = List.of("gzip, chunked", "chunked, gzip", "chunked, chunked", "identity",
            "xchunked", "Chunked", "\u000bchunked", "chunked;x", "");

    static final List<Trick> ALL = List.of(
            new Trick("method", (draft, random) -> draft.method = Trick.one(random, METHODS)),
            new Trick("HEAD", (draft, random) -> draft.method = "HEAD"),
            new Trick("HTTP/1.0", (draft, random) -> {
                draft.version = "HTTP/1.0";
                draft.framing = draft.framing == Draft.Framing.CHUNKED ? Draft.Framing.LENGTH : draft.framing;
            }),
            new Trick("Expect", (draft, random) -> draft.header("Expect", random.nextBoolean() ? "100-continue" : "a miracle")),
            new Trick("Upgrade", (draft, random) -> {
                draft.header("Connection", "Upgrade");
                draft.header("Upgrade", Trick.one(random, List.of("websocket", "h2c", "TLS/1.3")));
                draft.isHttp = false;
            }),
            broken("Content-Length", (draft, random) -> draft.header("Content-Length", Trick.one(random, LENGTHS))),
            broken("too much for its Content-Length", (draft, random) -> {
                draft.framing = Draft.Framing.NONE;
                draft.header("Content-Length", Integer.toString(random.nextInt(draft.body.length + 1)));
            }),
            broken("Transfer-Encoding", (draft, random) -> {
                draft.framing = random.nextBoolean() ? Draft.Framing.LENGTH : Draft.Framing.CHUNKED;
                draft.header("Transfer-Encoding", Trick.one(random, CODINGS));
            }),
            broken("bad chunks", (draft, random) -> {
                draft.framing = Draft.Framing.CHUNKED;
                draft.chunkExtension = Trick.one(random, List.of("g", "\n", " 1", "ffffffffffffffff", "-"));
            }),
            broken("Host", (draft, random) -> draft.replaceHeader("Host", Trick.one(random, List.of("", "a b", "x".repeat(300),
                    "elsewhere.example:99999", "localhost, localhost", "[::1", "\u00e9", "..", "a/b@c")))),
            broken("no Host", (draft, random) -> draft.headers.removeIf(header -> header.name().equals("Host"))),
            broken("two Hosts", (draft, random) -> draft.header("Host", "elsewhere.example")),
            broken("version",
                    (draft, random) -> draft.version = Trick.one(random, List.of("HTTP/2.0", "HTTP/9.9", "HTTP/1.", "HTP/1.1",
                            "", "HTTP/1.1 x", "HTTP/0.9"))),
            broken("method that is none",
                    (draft, random) -> draft.method = Trick.one(random, List.of("G T", "", "\u0000", "{}", "(",
                            "\u00e9", "x".repeat(20_000)))),
            broken("header that is none",
                    (draft, random) -> draft.header(Trick.one(random, List.of("a b", "", "a\u0000", "\u00e9", "a:b",
                            " a", "(a)")), "x")),
            broken("value that is none",
                    (draft, random) -> draft.header("X-Bad", Trick.one(random, List.of("a\u0000b", "a\nb", "a\rb",
                            "a\r\n folded", "\u0001", "\u007f")))),
            broken("endless header", (draft, random) -> draft.header("X-Endless", "x".repeat(40_000))),
            broken("thousands of headers", (draft, random) -> {
                for (int i = 0; i < 3000; i++) {
                    draft.header("X-" + i, "some value");
                }
            }),
            broken("target", (draft, random) -> draft.query += Trick.one(random, List.of(" ", "\t", "\u0000", "\r", "a b"))));

    private MessageTricks() {
    }

    private static Trick broken(String name, BiConsumer<Draft, Random> effect) {
        return new Trick(name, (draft, random) -> {
            draft.isHttp = false;
            effect.accept(draft, random);
        });
    }
}
