package io.conversation.database;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoConfigurationException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.WriteConcernException;

/** What keeps the indexes from standing, in words for who can mend it; without hosts, users and passwords. */
final class IndexTrouble {

    private static final int UNAUTHORIZED = 13;
    private static final int AUTHENTICATION_FAILED = 18;
    private static final int OPTIONS_CONFLICT = 85;
    private static final int KEY_SPECS_CONFLICT = 86;

    /** Somebody has to do something: asking again gives the same. */
    static final class NeedsHand extends RuntimeException {

        NeedsHand(String sentence) {
            super(sentence, null, false, false);
        }
    }

    private IndexTrouble() {
    }

    static String of(Throwable e) {
        return switch (e) {
            case NeedsHand h -> h.getMessage();
            case MongoSecurityException s -> s.getCause() instanceof MongoSocketException ? away() : credentials();
            // What the driver makes of a duplicate that createIndexes finds; it is no MongoCommandException.
            case WriteConcernException w when DatabaseFailures.isDuplicateKey(w) -> duplicates(w.getErrorMessage());
            case MongoCommandException c -> refused(c);
            case MongoConfigurationException c -> "The database's address cannot be looked up, as DNS does not answer for it.";
            case MongoException m -> away();
            default -> "The indexes could not be looked at, as the service failed unexpectedly: " + e + ".";
        };
    }

    private static String refused(MongoCommandException e) {
        return switch (e.getErrorCode()) {
            case OPTIONS_CONFLICT, KEY_SPECS_CONFLICT ->
                "An index exists with other options than the service needs: " + e.getErrorMessage()
                        + " Drop that index by hand; the service makes its own within seconds.";
            case UNAUTHORIZED -> "The database does not let the service's user make and list indexes: " + e.getErrorMessage()
                    + ". Grant it the role readWrite on the database; the service goes on within seconds.";
            case AUTHENTICATION_FAILED -> credentials();
            default -> DatabaseFailures.isDuplicateKey(e) ? duplicates(e.getErrorMessage())
                    : DatabaseFailures.isPassing(e) ? away()
                            : "The database refused to make the indexes: " + e.getErrorCodeName() + ", " + e.getErrorMessage();
        };
    }

    private static String duplicates(String message) {
        return "A unique index cannot be made, as the collection has duplicates: " + message
                + " Remove the duplicates by hand; the service goes on within seconds.";
    }

    private static String credentials() {
        return "The database does not accept the user name or the password. Correct them where the connection string is set,"
                + " and start the service again.";
    }

    private static String away() {
        return "The database cannot be reached.";
    }
}
