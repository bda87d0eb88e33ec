package io.conversation.security;

import java.util.List;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.CurrentTenant;
import io.conversation.tenant.IdAlphabet;
import io.conversation.tenant.Tenant;
import io.conversation.tenant.TenantConfig;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets in who may, by {@link Access}, before a body is read or memory is taken for it; does not stand there at all where
 * anybody may. Challenges are those of RFC 6750.
 */
@Singleton
class Gate {

    static final String KEY_HEADER = "X-API-Key";

    private static final String CHALLENGE = "Bearer realm=\"conversation-sessions\"";
    private static final String SCHEME = "Bearer ";

    private final SignIn signIn;
    private final boolean keys;
    private final boolean tenants;
    private Credentials credentials;

    Gate(SignIn signIn, SecurityConfig config, TenantConfig tenantConfig) {
        this.signIn = signIn;
        this.keys = config.security() == Mode.API_KEYS;
        this.tenants = tenantConfig.tenantClaim().isPresent();
    }

    /** After what looks at every request and turns failures into problems, and first of those that take something in. */
    void install(@Observes @Priority(2) Router router) {
        signIn.credentials().ifPresent(found -> {
            credentials = found;
            router.route().order(Integer.MIN_VALUE + 1).handler(this::check);
        });
    }

    private void check(RoutingContext context) {
        Optional<Access.Row> row = row(context);
        if (row.isPresent() && row.get().scope().isEmpty()) {
            context.next();
            return;
        }
        String credential = credential(context);
        if (credential == null) {
            refuse(context, new ProblemException(ProblemType.UNAUTHENTICATED, "Sign in: the request has no token."), "");
            return;
        }
        Context own = Vertx.currentContext();
        credentials.verify(credential, context).subscribe().with(
                grant -> on(own, () -> admit(context, row, grant)),
                failure -> on(own, () -> fail(context, failure)));
    }

    /** An answer of the provider comes on a context of its own. */
    private static void on(Context own, Runnable step) {
        if (Vertx.currentContext() == own) {
            step.run();
        } else {
            own.runOnContext(here -> step.run());
        }
    }

    /**
     * By the path as it was sent and as it is understood: where they differ, there is an operation only if both are the same.
     */
    private static Optional<Access.Row> row(RoutingContext context) {
        String method = context.request().method().name();
        String path = context.normalizedPath();
        String sent = context.request().path();
        Optional<Access.Row> understood = Access.find(method, path);
        return path.equals(sent) || understood.equals(Access.find(method, sent)) ? understood : Optional.empty();
    }

    /** Null where there is none, or more than one. */
    private String credential(RoutingContext context) {
        List<String> tokens = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        List<String> plain = keys ? context.request().headers().getAll(KEY_HEADER) : List.of();
        if (tokens.size() + plain.size() != 1) {
            return null;
        }
        String sent = tokens.isEmpty() ? plain.getFirst()
                : tokens.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                        ? tokens.getFirst().substring(SCHEME.length())
                        : "";
        return sent.isBlank() ? null : sent.strip();
    }

    private void admit(RoutingContext context, Optional<Access.Row> row, Grant grant) {
        Optional<String> noTenant = tenants ? noTenant(grant) : Optional.empty();
        if (noTenant.isPresent()) {
            refuse(context, new ProblemException(ProblemType.FORBIDDEN, noTenant.get()), "");
        } else if (row.isEmpty()) {
            none(context);
        } else if (!grant.scopes().contains(row.get().scope().orElseThrow())) {
            String scope = row.get().scope().get().text();
            refuse(context, new ProblemException(ProblemType.FORBIDDEN, "This needs the scope " + scope + "."),
                    ", error=\"insufficient_scope\", scope=\"" + scope + "\"");
        } else {
            QuarkusSecurityIdentity.Builder identity = QuarkusSecurityIdentity.builder()
                    .setPrincipal(new QuarkusPrincipal(grant.name()));
            grant.scopes().forEach(scope -> identity.addRole(scope.text()));
            if (tenants) {
                CurrentTenant.settle(context, Tenant.named(grant.tenant().orElseThrow()));
            }
            grant.ends().ifPresent(ends -> identity.addAttribute(Caller.ENDS, ends));
            QuarkusHttpUser.setIdentity(identity.build(), context);
            context.next();
        }
    }

    /** Its name becomes a part of what is stored as keys: what is wrong with it, if anything is. */
    private static Optional<String> noTenant(Grant grant) {
        if (grant.tenant().isEmpty()) {
            return Optional.of("The token names no tenant.");
        }
        return IdAlphabet.isWellFormed(grant.tenant().get()) ? Optional.empty()
                : Optional.of("The tenant that the token names " + IdAlphabet.RULE + ".");
    }

    /** What has no row is never handed on, whatever might answer it; nor is what only another spelling would be a row of. */
    private static void none(RoutingContext context) {
        boolean known = Access.find(context.request().method().name(), context.normalizedPath()).isPresent();
        Optional<String> methods = known ? Optional.empty() : Access.methods(context.normalizedPath());
        methods.ifPresent(allowed -> context.response().putHeader(HttpHeaders.ALLOW, allowed));
        context.fail(methods.isPresent() ? ProblemType.METHOD_NOT_ALLOWED.status() : ProblemType.NOT_FOUND.status());
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof ProblemException problem && problem.type() == ProblemType.UNAUTHENTICATED) {
            refuse(context, problem, ", error=\"invalid_token\"");
        } else {
            context.fail(failure);
        }
    }

    private static void refuse(RoutingContext context, ProblemException problem, String error) {
        context.response().putHeader("WWW-Authenticate", CHALLENGE + error);
        context.fail(problem.type().status(), problem);
    }
}
