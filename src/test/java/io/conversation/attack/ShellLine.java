package io.conversation.attack;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** A request as a line for the shell: curl where curl would send it, else its bytes through nc. */
final class ShellLine {

    private static final int MOST_BYTES = 4096;

    private ShellLine() {
    }

    static String of(Draft draft) {
        if (draft.body.length > MOST_BYTES) {
            return raw(draft, MOST_BYTES) + "   # the first bytes; the body has " + draft.body.length;
        }
        return isForCurl(draft) ? curl(draft) : raw(draft, Integer.MAX_VALUE);
    }

    private static boolean isForCurl(Draft draft) {
        return draft.isHttp && draft.delivery != Draft.Delivery.CUT && draft.chunkExtension.isEmpty()
                && draft.version.equals("HTTP/1.1") && isPlain(draft.head(), "\r\n") && isPlain(draft.body, "\n")
                && draft.path.startsWith("/");
    }

    private static boolean isPlain(byte[] bytes, String more) {
        for (byte b : bytes) {
            if ((b < ' ' || b == 0x7f) && more.indexOf(b) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String curl(Draft draft) {
        StringBuilder line = new StringBuilder("curl -sS -i --path-as-is -X ").append(draft.method).append(' ')
                .append(quoted("http://localhost:8080" + draft.target()));
        draft.headers.stream().filter(header -> !header.name().equals("Host"))
                .forEach(header -> line.append(" -H ").append(quoted(header.value().isEmpty() ? header.name() + ";"
                        : header.name() + ": " + header.value())));
        if (draft.framing == Draft.Framing.CHUNKED) {
            line.append(" -H 'Transfer-Encoding: chunked'");
        }
        if (draft.body.length > 0) {
            line.append(" --data-binary ").append(quoted(new String(draft.body, java.nio.charset.StandardCharsets.UTF_8)));
        }
        return line.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String raw(Draft draft, int most) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(draft.head());
        all.writeBytes(draft.framedBody());
        byte[] bytes = all.toByteArray();
        StringBuilder line = new StringBuilder("printf '");
        for (int i = 0; i < Math.min(most, bytes.length); i++) {
            byte b = bytes[i];
            boolean plain = b >= ' ' && b < 0x7f && b != '\'' && b != '\\' && b != '%';
            line.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\%03o", b & 0xff));
        }
        return line.append("' | nc localhost 8080").toString();
    }
}
