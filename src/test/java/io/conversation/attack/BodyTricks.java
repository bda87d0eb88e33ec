package io.conversation.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** How a body is compressed, marked off and sent; and that there is one where none belongs. */
final class BodyTricks {

    private static final byte[] BOMB = gzip(new byte[24 * 1024 * 1024]);
    private static final byte[] NESTED_BOMB = gzip(bytes("[".repeat(8 * 1024 * 1024)));
    private static final List<String> CODINGS = List.of("gzip", "x-gzip", "GZIP", "gzip, gzip", "identity", "deflate", "br", "",
            ",",
            "aws-chunked", "\u00ff");

    static final List<Trick> ALL = List.of(
            new Trick("gzip", (draft, random) -> gzipped(draft, gzip(draft.body))),
            new Trick("gzip cut short", (draft, random) -> {
                byte[] zipped = gzip(draft.body);
                gzipped(draft, Arrays.copyOf(zipped, random.nextInt(zipped.length)));
            }),
            new Trick("gzip altered", (draft, random) -> {
                byte[] zipped = gzip(draft.body);
                zipped[random.nextInt(zipped.length)] ^= (byte) (1 + random.nextInt(255));
                gzipped(draft, zipped);
            }),
            new Trick("gzip twice", (draft, random) -> gzipped(draft, gzip(gzip(draft.body)))),
            new Trick("gzip with more behind", (draft, random) -> gzipped(draft, concat(gzip(draft.body), bytes("more")))),
            new Trick("bomb", (draft, random) -> gzipped(draft, random.nextBoolean() ? BOMB : NESTED_BOMB)),
            new Trick("Content-Encoding", (draft, random) -> draft.header("Content-Encoding", Trick.one(random, CODINGS))),
            new Trick("no body", (draft, random) -> {
                draft.body = new byte[0];
                draft.framing = Draft.Framing.NONE;
            }),
            new Trick("a body to whatever", (draft, random) -> {
                draft.body = bytes("{\"$gt\":\"\"}");
                draft.framing = random.nextBoolean() ? Draft.Framing.CHUNKED : Draft.Framing.LENGTH;
            }),
            new Trick("large", (draft, random) -> {
                if (random.nextInt(5) == 0) {
                    draft.body = bytes("{\"payload\":\"" + "x".repeat(1024 * 1024 + random.nextInt(1024 * 1024)));
                    draft.framing = draft.framing == Draft.Framing.NONE ? Draft.Framing.LENGTH : draft.framing;
                }
            }),
            new Trick("form", (draft, random) -> {
                draft.body = bytes("sessionId[$ne]=x&language=en");
                draft.framing = Draft.Framing.LENGTH;
                draft.replaceHeader("Content-Type", "application/x-www-form-urlencoded");
            }),
            new Trick("chunks with extensions", (draft, random) -> {
                draft.framing = Draft.Framing.CHUNKED;
                draft.chunkExtension = ";a=\"b\"";
            }),
            new Trick("slow", (draft, random) -> draft.delivery = Draft.Delivery.SLOW),
            new Trick("cut", (draft, random) -> draft.delivery = Draft.Delivery.CUT));

    private BodyTricks() {
    }

    private static void gzipped(Draft draft, byte[] body) {
        draft.body = body;
        draft.header("Content-Encoding", "gzip");
        draft.framing = draft.framing == Draft.Framing.NONE ? Draft.Framing.LENGTH : draft.framing;
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
