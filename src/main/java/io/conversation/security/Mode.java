package io.conversation.security;

/** Who may use the service. */
public enum Mode {
    /** Whoever reaches it. */
    OFF,
    /** Bearers of a token of an OpenID Connect provider. */
    OIDC,
    /** Bearers of a key whose hash the service was given. */
    API_KEYS
}
