package io.conversation.security;

import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.ext.web.RoutingContext;

/**
 * One token on its way through the framework, which asks the provider for its keys only so often, and while it does so or may
 * not, takes unknown keys for wrong ones. Here such a token waits until keys are known that were asked for after it came.
 */
final class Verification {

    private static final long LOOK_MILLIS = 100;
    /** Longer than the framework waits before it asks again, and enough for an answer. */
    private static final long PATIENCE_MILLIS = 6_000;

    private final long came = System.nanoTime();
    private final ProviderState provider;
    private final IdentityProviderManager providers;
    private final String token;
    private final RoutingContext context;
    private final UniEmitter<? super Void> answer;
    private boolean waits;
    private boolean ended;

    Verification(ProviderState provider, IdentityProviderManager providers, String token, RoutingContext context,
            UniEmitter<? super Void> answer) {
        this.provider = provider;
        this.providers = providers;
        this.token = token;
        this.context = context;
        this.answer = answer;
    }

    void start() {
        look();
        if (!hasEnded()) {
            context.vertx().setTimer(PATIENCE_MILLIS, late -> end(ProviderState.unavailable()));
        }
    }

    private void look() {
        Look look = new Look();
        providers.authenticate(HttpSecurityUtils.setRoutingContextAttribute(
                new TokenAuthenticationRequest(new AccessTokenCredential(token)), context))
                .subscribe().with(identity -> end(null), look::failed);
        look.running = false;
    }

    /** What fails at once has not asked the provider for anything. */
    private final class Look {

        private final long began = System.nanoTime();
        private final boolean keysAreNew = provider.knowsKeysSince(came);
        private final Thread thread = Thread.currentThread();
        private boolean running = true;

        void failed(Throwable failure) {
            boolean asked = Thread.currentThread() != thread || !running;
            if (asked && ProviderState.isOfConnection(failure)) {
                provider.failed(failure);
                end(ProviderState.unavailable());
            } else if (!isOfUnknownKey(failure)) {
                if (!(failure instanceof AuthenticationFailedException)) {
                    provider.puzzled(failure);
                }
                end(ProviderState.refused());
            } else if (asked) {
                provider.keysAreKnownSince(began);
                end(ProviderState.refused());
            } else if (keysAreNew) {
                end(ProviderState.refused());
            } else {
                again();
            }
        }
    }

    private static boolean isOfUnknownKey(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidJwtException invalid) {
                return invalid.getCause() instanceof UnresolvableKeyException;
            }
        }
        return false;
    }

    private void again() {
        if (provider.isStale() || !mayWait()) {
            end(ProviderState.unavailable());
            return;
        }
        context.vertx().setTimer(LOOK_MILLIS, now -> {
            if (!hasEnded()) {
                look();
            }
        });
    }

    private synchronized boolean mayWait() {
        waits = waits || provider.mayWait();
        return waits;
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    /** @param problem null where the token is a good one */
    private void end(Throwable problem) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            if (waits) {
                provider.waitsNoMore();
            }
        }
        if (problem == null) {
            answer.complete(null);
        } else {
            answer.fail(problem);
        }
    }
}
