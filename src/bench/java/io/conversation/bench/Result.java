package io.conversation.bench;

/** What a load did; latencies in microseconds, ascending. */
record Result(long answered, long failed, double seconds, int[] micros) {

    Result {
        if (failed > 0) {
            throw new IllegalStateException(failed + " of " + answered + " were refused");
        }
    }

    double perSecond() {
        return answered / seconds;
    }

    double medianMicros() {
        return micros.length == 0 ? 0 : micros[micros.length / 2];
    }
}
