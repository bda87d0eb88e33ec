package io.conversation.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.runtime.annotations.RegisterResources;

/**
 * A file of the console as it is answered; its ETag changes with its bytes and with nothing else. The files do not lie in
 * {@code META-INF/resources}: from there they would also be served without the headers, under other spellings of their paths.
 */
@RegisterResources(globs = "console/**")
record ConsoleFile(byte[] content, String mediaType, String etag) {

    private static final String PAGE = "/console/index.html";
    private static final Pattern ASSET = Pattern.compile("/console/[a-z0-9-]+\\.(css|js|json|svg)");
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml");

    /** What stands at a path; empty where nothing of the console does. */
    static Optional<ConsoleFile> at(String path) {
        if (path.equals("/") || path.equals("/index.html")) {
            return read(PAGE, "text/html; charset=utf-8");
        }
        Matcher asset = ASSET.matcher(path);
        return asset.matches() ? read(path, MEDIA_TYPES.get(asset.group(1))) : Optional.empty();
    }

    private static Optional<ConsoleFile> read(String path, String mediaType) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = loader.getResourceAsStream(path.substring(1))) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            return Optional.of(new ConsoleFile(content, mediaType, etag(content)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String etag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
