package io.conversation.attack;

import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/** Paths as nobody should write them. None of them is one that the document has, but for those that say so. */
final class PathTricks {

    private static final List<String> INSIDES = List.of("%2F", "%2f..%2f", "..", ".", "%2e%2e", "%2E", "%00", "%0d%0a", "%ff",
            "%c0%ae", "%ed%a0%80", "%25", "%2525", ";v=1", ";", "|", "{x}", "\"", "<a>", "^", "`", "\\", "%5c", "%20", "+",
            "\u00e9",
            "\u00ff", "\u0080", "%F0%9F%8D%B5", "[a", "#f", "*", "$where", "%zz", "%", "%2", "%u0041", "x".repeat(129),
            "x".repeat(5000), "a/".repeat(300), "../".repeat(50));

    static final List<Trick> ALL = List.of(
            trick("inside of the path", (draft, random) -> {
                int at = random.nextInt(draft.path.length() + 1);
                draft.path = draft.path.substring(0, at) + Trick.one(random, INSIDES) + draft.path.substring(at);
            }),
            trick("segment of the path", (draft, random) -> {
                String[] segments = draft.path.split("/", -1);
                segments[random.nextInt(segments.length)] = Trick.one(random, INSIDES);
                draft.path = String.join("/", segments);
            }),
            trick("slashes", (draft, random) -> draft.path = random.nextBoolean() ? draft.path + "/"
                    : draft.path.replaceFirst("/(?=.)", "//")),
            trick("other path",
                    (draft, random) -> draft.path = Trick.one(random, List.of("/", "/nowhere", "/q", "/q/", "/q/info",
                            "/q/health/../openapi", "/.git/config", "/sessions/import/events", "/sessions/export/complete",
                            "/index.html",
                            "/..%2f..%2fetc/passwd", "/sessions/%2e%2e/q/health/live", "/favicon.ico"))),
            trick("no path", (draft, random) -> {
                draft.path = Trick.one(random,
                        List.of("*", "http://elsewhere.example/sessions", "sessions", "elsewhere:80", "?a"));
                draft.isHttp = false;
            }),
            trick("upper case", (draft, random) -> draft.path = draft.path.toUpperCase(java.util.Locale.ROOT)),
            trick("overlong", (draft, random) -> {
                draft.path += "/" + "x".repeat(20_000);
                draft.isHttp = false;
            }),
            // The same path, spelled in another way.
            new Trick("percent-encoded", (draft, random) -> draft.path = encoded(draft.path)));

    private PathTricks() {
    }

    private static Trick trick(String name, BiConsumer<Draft, Random> effect) {
        return new Trick(name, (draft, random) -> {
            draft.isPathPlain = false;
            effect.accept(draft, random);
            draft.isHttp &= draft.path.startsWith("/");
        });
    }

    /** Each character of the ids that is neither letter nor digit. */
    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (char c : path.toCharArray()) {
            boolean plain = c == '/' || c == '%' || Character.isLetterOrDigit(c);
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02x", (int) c));
        }
        return encoded.toString();
    }
}
