package io.conversation.http;

import java.util.List;
import java.util.Locale;

import jakarta.ws.rs.core.HttpHeaders;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** How bodies and answers are compressed (RFC 9110, 8.4 and 12.5.3): by gzip or not at all. */
final class ContentEncoding {

    static final String GZIP = "gzip";
    private static final String X_GZIP = "x-gzip";
    private static final String IDENTITY = "identity";

    private ContentEncoding() {
    }

    /** Refuses with {@code unsupported-media-type} any other, and several. */
    static boolean isGzip(HttpHeaders headers) {
        List<String> lines = headers.getRequestHeader(HttpHeaders.CONTENT_ENCODING);
        if (lines == null) {
            return false;
        }
        int codings = 0;
        for (String coding : String.join(",", lines).split(",")) {
            switch (coding.strip().toLowerCase(Locale.ROOT)) {
                case "", IDENTITY -> {
                }
                case GZIP, X_GZIP -> codings++;
                default -> codings += 2;
            }
        }
        if (codings > 1) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "The Content-Encoding is not one that is read here: gzip, or none.");
        }
        return codings == 1;
    }

    /** By the lines of {@code Accept-Encoding}: named with a weight above 0, or not named where all others are taken. */
    static boolean takesGzip(List<String> lines) {
        double gzip = -1;
        double others = 0;
        for (String preference : String.join(",", lines).split(",")) {
            String[] parts = preference.split(";");
            switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
                case GZIP, X_GZIP -> gzip = Math.max(gzip, weight(parts));
                case "*" -> others = weight(parts);
                default -> {
                }
            }
        }
        return gzip < 0 ? others > 0 : gzip > 0;
    }

    /** One that cannot be read asks for nothing. */
    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].split("=", 2);
            if (parameter.length == 2 && parameter[0].strip().equalsIgnoreCase("q")) {
                try {
                    return Double.parseDouble(parameter[1].strip());
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
