package io.conversation.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * An import that is sent while its answer is read, as curl does it.
 *
 * @param status of the answer
 * @param answers its lines
 * @param sent bytes of the body
 * @param sentBeforeAnswer how many of them had been sent when the first line of the answer had come
 */
record StreamedImport(int status, List<String> answers, long sent, long sentBeforeAnswer) {

    private static final int TIMEOUT_MILLIS = 60_000;

    /** @param conversation by its number; all are of the same length */
    static StreamedImport send(URI base, int conversations, IntFunction<String> conversation) throws Exception {
        byte[] first = conversation.apply(0).getBytes(StandardCharsets.UTF_8);
        AtomicLong sent = new AtomicLong();
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST /sessions/import HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + Service.NDJSON
                            + "\r\nContent-Length: " + (long) first.length * conversations + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < conversations; i++) {
                        out.write(conversation.apply(i).getBytes(StandardCharsets.UTF_8));
                        sent.addAndGet(first.length);
                    }
                } catch (IOException e) {
                    // Whoever expects all of it to be taken looks at how much was.
                }
            });
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int status = Integer.parseInt(in.readLine().split(" ")[1]);
            List<String> answers = new ArrayList<>();
            long before = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                // Heads and the lengths of chunks are between them.
                if (line.startsWith("{")) {
                    before = answers.isEmpty() ? sent.get() : before;
                    answers.add(line);
                }
            }
            sender.join();
            return new StreamedImport(status, answers, sent.get(), before);
        }
    }
}
