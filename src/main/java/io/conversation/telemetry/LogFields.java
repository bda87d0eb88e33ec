package io.conversation.telemetry;

import java.util.HashMap;
import java.util.Map;

import org.jboss.logging.MDC;

/**
 * What an entry of the log is about, as fields of its own where it is written as JSON: those of the request that is worked on,
 * and of a single entry. Ids only, never anything that was sent beside them.
 */
public final class LogFields {

    public static final String SESSION = "sessionId";
    public static final String EVENT = "eventId";
    public static final String TRACE = "traceId";

    private LogFields() {
    }

    /** For the rest of the request, on whatever thread it is worked on. */
    public static void ofRequest(String field, String value) {
        MDC.put(field, value);
    }

    /** For what is logged in it alone. */
    public static void with(Map<String, String> fields, Runnable logging) {
        Map<String, Object> before = new HashMap<>();
        fields.forEach((field, value) -> before.put(field, MDC.put(field, value)));
        try {
            logging.run();
        } finally {
            before.forEach((field, value) -> {
                if (value == null) {
                    MDC.remove(field);
                } else {
                    MDC.put(field, value);
                }
            });
        }
    }
}
