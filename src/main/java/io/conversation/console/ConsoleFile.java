package io.conversation.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.runtime.annotations.RegisterResources;

/**
 * A file of the console as it is answered; its ETag changes with its bytes, and a page's with its policy. The files do not
 * lie in {@code META-INF/resources}: from there they would also be served without the headers, under other spellings of their
 * paths.
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
            return Optional.of(new ConsoleFile(content, mediaType, etag(content, "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isPage() {
        return mediaType.startsWith("text/html");
    }

    /** The same with an ETag that changes with the policy, too: a page that is kept is kept with the policy that it had. */
    ConsoleFile under(ConsolePolicy policy) {
        return policy == ConsolePolicy.CLOSED ? this : new ConsoleFile(content, mediaType, etag(content, policy.text()));
    }

    private static String etag(byte[] content, String policy) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(content);
            byte[] digest = sha256.digest(policy.getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
