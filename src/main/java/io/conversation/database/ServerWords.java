package io.conversation.database;

import java.util.regex.Pattern;

import org.bson.BSONException;

import com.mongodb.MongoServerException;

/**
 * What the log may have of a failure of the database: the server's words without what they quote, as that can be a client's
 * document.
 */
public final class ServerWords {

    private static final Pattern DOCUMENTS = Pattern.compile("\\{.*}", Pattern.DOTALL);
    private static final Pattern TEXTS = Pattern.compile("\"[^\"]*\"?");

    private ServerWords() {
    }

    /** In a sentence. */
    public static String of(Throwable e) {
        return isQuoting(e) ? withoutQuotes(e.getMessage()) : e.getMessage();
    }

    static String withoutQuotes(String words) {
        return words == null ? null : TEXTS.matcher(DOCUMENTS.matcher(words).replaceAll("{…}")).replaceAll("\"…\"");
    }

    /** As the cause of an entry, with where it came from. */
    public static Throwable asCause(Throwable e) {
        if (!isQuoting(e)) {
            return e;
        }
        Throwable told = new IllegalStateException(e.getClass().getSimpleName() + ": " + of(e));
        told.setStackTrace(e.getStackTrace());
        return told;
    }

    private static boolean isQuoting(Throwable e) {
        return e instanceof MongoServerException || e instanceof BSONException;
    }
}
