package io.conversation.database;

import org.jboss.logging.Logger;

import com.mongodb.MongoException;

import io.conversation.problem.ProblemException;

/** What somebody who tries again and again says of what fails: once an outage, not once a try. Of one thread at a time. */
public final class Outages {

    private final Logger log;
    private final String waiting;
    private final String failing;
    private boolean told;

    /**
     * @param waiting what is said while the database is away, before its own words
     * @param failing what is said of anything else, with its cause
     */
    public Outages(Logger log, String waiting, String failing) {
        this.log = log;
        this.waiting = waiting;
        this.failing = failing;
    }

    /** Whether it is the database's: what is not will not mend by itself. */
    public static boolean isOne(Throwable e) {
        return e instanceof MongoException || e instanceof ProblemException;
    }

    public void failed(Throwable e) {
        if (!told && isOne(e)) {
            log.warnf("%s: %s", waiting, ServerWords.of(e));
        } else if (!told) {
            log.error(failing, ServerWords.asCause(e));
        }
        told = true;
    }

    public void over() {
        told = false;
    }
}
