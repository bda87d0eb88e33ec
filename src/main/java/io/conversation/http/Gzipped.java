package io.conversation.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A stream that is compressed for who takes it so. One that fails has no end of gzip, and so is not whole for who reads it. By
 * itself and not by the server, which would do it in the threads that all connections share.
 */
final class Gzipped implements StreamingOutput {

    private final RoutingContext context;
    private final StreamingOutput stream;

    Gzipped(RoutingContext context, StreamingOutput stream) {
        this.context = context;
        this.stream = stream;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        HttpServerResponse response = context.response();
        response.headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        List<String> accepted = context.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING);
        if (!ContentEncoding.takesGzip(accepted)) {
            stream.write(out);
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_ENCODING, ContentEncoding.GZIP);
        boolean whole = false;
        Compressor compressor = new Compressor(out);
        try {
            stream.write(compressor);
            compressor.finish();
            whole = true;
        } finally {
            compressor.end();
            if (!whole && !response.headWritten()) {
                // What is answered instead is not compressed.
                response.headers().remove(HttpHeaders.CONTENT_ENCODING);
            }
        }
    }

    /** Keeps back what is worth compressing together, but for no longer than a second. */
    private static final class Compressor extends GZIPOutputStream {

        private static final int BUFFER = 8 * 1024;
        private static final long SHOW_EVERY_NANOS = 1_000_000_000;

        private long shown = System.nanoTime();

        Compressor(OutputStream out) throws IOException {
            super(out, BUFFER, true);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) throws IOException {
            super.write(bytes, from, length);
            if (System.nanoTime() - shown > SHOW_EVERY_NANOS) {
                flush();
                shown = System.nanoTime();
            }
        }

        void end() {
            def.end();
        }
    }
}
