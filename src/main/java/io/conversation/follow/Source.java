package io.conversation.follow;

/** Finds what any pod stores for the sessions that have followers here, and gives it to {@link Followers}. */
interface Source {

    /**
     * Looks once, for as long as it takes the database to have something or to say that there is nothing. Throws what the
     * driver throws; the next look goes on where this one was, or says that something may have been missed.
     */
    void look() throws InterruptedException;

    /** Nobody follows any more; the next look starts anew. */
    void rest();
}
