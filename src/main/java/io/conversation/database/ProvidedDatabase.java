package io.conversation.database;

/** A database that dev mode or a test brings along. Nothing else of it is known to what is packaged. */
interface ProvidedDatabase {

    String connectionString();
}
