package io.conversation.security;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a verified token or key allows.
 *
 * @param name whose it is
 * @param ends when it expires, if it does
 */
record Grant(String name, Set<Scope> scopes, Optional<String> tenant, Optional<Instant> ends) {
}
