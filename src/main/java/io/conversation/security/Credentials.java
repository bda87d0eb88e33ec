package io.conversation.security;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Finds out what a token or key allows, or fails with the problem that says why it allows nothing. */
@FunctionalInterface
interface Credentials {

    Uni<Grant> verify(String credential, RoutingContext context);
}
