package io.conversation.database;

import java.util.List;
import java.util.regex.Pattern;

import com.mongodb.ConnectionString;

/** Whether a connection string is well-formed, told without a word of it: the driver would quote what can be a password. */
final class ConnectionStringForm {

    private static final String RULE = "The connection string of the database (quarkus.mongodb.connection-string) is malformed. It "
            + "has to be like mongodb://user:password@host:27017/?replicaSet=rs0, with : / ? # [ ] @ and % of user and password "
            + "percent-encoded.";

    /** Of a password that has a slash: the driver takes what stands before it for a host. */
    private static final Pattern AT_BEHIND_HOSTS = Pattern.compile("mongodb(\\+srv)?://[^/]*/[^?]*@.*", Pattern.DOTALL);

    private ConnectionStringForm() {
    }

    static boolean isMalformed(String text) {
        try {
            new ConnectionString(text, (name, type) -> List.of());
            return AT_BEHIND_HOSTS.matcher(text).matches();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** @throws IllegalArgumentException if it is malformed */
    static void check(String text) {
        if (isMalformed(text)) {
            throw new IllegalArgumentException(RULE);
        }
    }
}
