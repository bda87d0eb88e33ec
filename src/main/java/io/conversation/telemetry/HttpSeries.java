package io.conversation.telemetry;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

/**
 * Keeps what clients make up, methods and paths that there are not, out of the series of HTTP metrics: each would be one more
 * for as long as the process lives. The operations' times are in buckets, which can be added up over pods as percentiles
 * cannot.
 */
@Singleton
class HttpSeries {

    private static final String REQUESTS = "http.server.requests";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    /** What is served beside the operations: not below their paths, and in the one spelling that means itself. */
    private static final Pattern FILE = Pattern.compile("(?!/sessions(/|$))(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
    private static final Pattern OPERATION = Pattern.compile("/sessions(?!/import|/export|.*/stream)(/.*)?");
    private static final DistributionStatisticConfig TIMES = DistributionStatisticConfig.builder()
            .serviceLevelObjectives(LongStream.of(2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
                    .mapToDouble(TimeUnit.MILLISECONDS::toNanos).toArray())
            .build();
    private static final String OTHER = "OTHER";
    private static final String UNKNOWN = "UNKNOWN";

    private final Set<String> uris = new HashSet<>(Set.of("/sessions", "root", "NOT_FOUND", "REDIRECTION", UNKNOWN));

    /** @param patterns {@code regex=uri}, of the operations */
    HttpSeries(@ConfigProperty(name = "quarkus.micrometer.binder.http-server.match-patterns") List<String> patterns) {
        patterns.forEach(pattern -> uris.add(pattern.substring(pattern.indexOf('=') + 1).strip()));
    }

    @Produces
    @Singleton
    MeterFilter filter() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals(REQUESTS) ? known(id) : id;
            }

            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(REQUESTS) && takesItsTime(id.getTag("uri")) ? TIMES.merge(config) : config;
            }
        };
    }

    /** Streams, imports and exports take their clients'. */
    private static boolean takesItsTime(String uri) {
        return uri != null && OPERATION.matcher(uri).matches();
    }

    private Meter.Id known(Meter.Id id) {
        boolean served = "SUCCESS".equals(id.getTag("outcome"));
        return id.replaceTags(id.getTags().stream().map(tag -> switch (tag.getKey()) {
            case "method" -> METHODS.contains(tag.getValue()) ? tag : Tag.of("method", OTHER);
            case "uri" -> uris.contains(tag.getValue()) || served && FILE.matcher(tag.getValue()).matches() ? tag
                    : Tag.of("uri", UNKNOWN);
            default -> tag;
        }).toList());
    }
}
