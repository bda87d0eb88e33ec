package io.conversation.webhook;

import java.time.Duration;

/**
 * What came of an attempt.
 *
 * @param status that it was answered with, 0 where it was not
 * @param retryAfter that the receiver asked for, zero if it did not
 */
record Outcome(int status, Failure failure, Duration retryAfter) {

    private static final int GONE = 410;

    /** Why an attempt failed. */
    enum Failure {
        /** None. */
        NONE(null),
        ANSWERED("status"),
        REDIRECTED("redirect"),
        NAME_UNKNOWN("name-unknown"),
        ADDRESS_REFUSED("private-address"),
        NOT_CONNECTED("not-connected"),
        NOT_TRUSTED("tls"),
        CUT_OFF("cut-off"),
        TIMED_OUT("timeout");

        private final String wire;

        Failure(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    static Outcome answered(int status, Duration retryAfter) {
        Failure failure = status / 100 == 2 ? Failure.NONE : status / 100 == 3 ? Failure.REDIRECTED : Failure.ANSWERED;
        return new Outcome(status, failure, retryAfter);
    }

    static Outcome failed(Failure failure) {
        return new Outcome(0, failure, Duration.ZERO);
    }

    boolean isDelivered() {
        return failure == Failure.NONE;
    }

    /** The receiver wants no more of it. */
    boolean isRefusedForEver() {
        return status == GONE;
    }

    /** For the log. */
    String told() {
        return status == 0 ? failure.wire() : "status " + status;
    }
}
