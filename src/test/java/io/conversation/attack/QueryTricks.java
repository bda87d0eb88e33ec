package io.conversation.attack;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Query strings: unknown names, values of another type, operators. */
final class QueryTricks {

    private static final List<String> NAMES = List.of("limit", "order", "cursor", "offset", "count", "status", "language",
            "from",
            "to", "type", "startedFrom", "endedTo", "arrivedFrom", "arrivedTo", "metadata.caller", "metadata.other", "metadata",
            "metadata.", "status[$ne]", "$where", "colour", "", "%00", "%ff", "limit%00", "x".repeat(500));
    private static final List<String> VALUES = List.of("", "0", "-1", "1", "500", "501", "2147483648", "9".repeat(400), "1e3",
            "0x10",
            "%20", "%00", "%ff", "%c0%80", "asc", "DESC", "true", "TRUE", "null", "undefined", "[]", "{\"$gt\":\"\"}",
            "%7B%22$gt%22:%22%22%7D", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00+02:00", "2026-13-01T00:00:00Z",
            "2016-12-31T23:59:60Z", "active", "failed", "AQAAAZt3mCgYaVXgAGWoKT8zwe1LAAAAKtOnB6Xw", "AQ", "AA==", "../..", "|",
            "a|b",
            "%zz", "%", "\u00e9", "<script>", "x".repeat(3000), "%F0%9F%8D%B5", "$ne", "a;b", "a=b", "#", "?");

    static final List<Trick> ALL = List.of(
            trick("another parameter", random -> Trick.one(random, NAMES) + "=" + Trick.one(random, VALUES)),
            trick("two parameters", random -> {
                String name = Trick.one(random, NAMES);
                return name + "=" + Trick.one(random, VALUES) + "&" + name + "=" + Trick.one(random, VALUES);
            }),
            trick("no value", random -> Trick.one(random, NAMES)),
            trick("ampersands", random -> "&&=&"),
            trick("many parameters", random -> "a=1&".repeat(2000)));

    private QueryTricks() {
    }

    private static Trick trick(String name, Function<Random, String> made) {
        return new Trick(name, (draft, random) -> {
            String more = made.apply(random);
            draft.query = draft.query.isEmpty() ? more : draft.query + "&" + more;
        });
    }
}
