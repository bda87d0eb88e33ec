package io.conversation.http;

import java.util.List;
import java.util.Optional;

import io.conversation.settings.Count;
import io.conversation.settings.Size;
import io.conversation.settings.Switch;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** What the service takes at the same time. */
@ConfigMapping(prefix = "sessions.http")
public interface HttpConfig {

    /** Requests in work, live streams not counted; one more is answered 503 at once. */
    @WithDefault("1000")
    @WithConverter(Count.class)
    int maxRequests();

    /** Bytes that requests in work may take together, half of the heap beyond 24 MiB when absent; more is answered 503. */
    Optional<@WithConverter(Size.class) MemorySize> maxBytes();

    /** Whether each request is told in the log, by method, path, status, bytes, time and address. */
    @WithDefault("false")
    @WithConverter(Switch.class)
    boolean accessLog();

    /**
     * The origins whose pages may use the service from a browser, like {@code https://console.example}; {@code *} for all, and
     * a regular expression between slashes for those it matches. None by default: then the header {@code Origin} decides
     * nothing. The service's own origin is always among them, as long as no ingress in front of it ends TLS.
     */
    Optional<List<String>> corsOrigins();
}
