package io.conversation.database;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.mongodb.WriteConcern;

/**
 * How writes are acknowledged: journaled on a majority. Each part of it that somebody has set is theirs, and says nothing about
 * the others.
 */
final class Durability {

    private Durability() {
    }

    /**
     * @param given what the connection string says, null if nothing
     * @param configured what the framework's settings say
     */
    static WriteConcern of(WriteConcern given, WriteConcern configured) {
        WriteConcern first = given == null ? WriteConcern.ACKNOWLEDGED : given;
        Object w = first.getWObject() != null ? first.getWObject() : configured.getWObject();
        Boolean journal = first.getJournal();
        if (journal == null && !isNone(w)) {
            journal = configured.getJournal() == null || configured.getJournal();
        }
        Integer wTimeout = first.getWTimeout(TimeUnit.MILLISECONDS) != null ? first.getWTimeout(TimeUnit.MILLISECONDS)
                : configured.getWTimeout(TimeUnit.MILLISECONDS);
        WriteConcern whole = switch (w) {
            case null -> WriteConcern.MAJORITY;
            case Integer number -> new WriteConcern(number);
            case Object name -> new WriteConcern(name.toString());
        };
        whole = whole.withJournal(journal);
        return wTimeout == null ? whole : whole.withWTimeout(wTimeout, TimeUnit.MILLISECONDS);
    }

    /** What a client may lose that was told its write is stored; empty for what the service asks for by itself. */
    static Optional<String> risk(WriteConcern concern) {
        if (isNone(concern.getWObject())) {
            return Optional.of("w=0: writes are answered before the database has taken them");
        }
        if (concern.getWObject() instanceof Integer number && number == 1) {
            return Optional.of("w=1: what is answered as stored is lost when the primary fails");
        }
        if (Boolean.FALSE.equals(concern.getJournal())) {
            return Optional.of("journal=false: what is answered as stored can be lost when members fail together");
        }
        return Optional.empty();
    }

    private static boolean isNone(Object w) {
        return w instanceof Integer number && number == 0;
    }
}
