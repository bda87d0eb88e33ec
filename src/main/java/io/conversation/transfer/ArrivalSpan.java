package io.conversation.transfer;

import java.time.Instant;
import java.util.Set;

import org.bson.types.ObjectId;

import io.conversation.database.ArrivalIds;
import io.conversation.http.QueryParameters;

/** A span of the server's time, its end not included. */
record ArrivalSpan(Instant from, Instant to) {

    static final String FROM = "arrivedFrom";
    static final String TO = "arrivedTo";
    static final Set<String> PARAMETERS = Set.of(FROM, TO);

    /**
     * The span that is asked for, as far as it is {@code settled}: up to when whatever has arrived can be seen. Null when none
     * is asked for.
     */
    static ArrivalSpan of(QueryParameters query, Instant settled) {
        Instant from = query.time(FROM);
        Instant to = query.time(TO);
        if (from == null && to == null) {
            return null;
        }
        Instant begin = from == null ? Instant.EPOCH : from;
        Instant end = to == null || to.isAfter(settled) ? settled : to;
        // What was answered before is not asked for again, even if a clock went back.
        return new ArrivalSpan(begin, end.isBefore(begin) ? begin : end);
    }

    ObjectId firstId() {
        return ArrivalIds.lowest(from);
    }

    ObjectId endId() {
        return ArrivalIds.lowest(to);
    }
}
