package io.conversation.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Single appends of clients that sign in, each by a token or key of its own, and with everything on that can be switched on,
 * against a service that asks nobody.
 */
final class SignedIn {

    private static final String ISSUER = "https://provider.example";
    private static final String AUDIENCE = "conversations";
    private static final String SCOPE = "sessions:write";
    /** Beside the tokens. */
    private static final Map<String, String> EVERYTHING = Map.of("SESSIONS_TENANT_CLAIM", "tenant",
            "SESSIONS_RETENTION", "30d", "SESSIONS_ABANDON_AFTER", "1d", "SESSIONS_INDEX_ENDED", "true",
            "SESSIONS_INDEXED_METADATA", "caller");
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private SignedIn() {
    }

    static List<String> throughput(Database database, boolean throughProxy) throws Exception {
        String name = Database.freshName();
        String address = database.address(throughProxy);
        KeyPair pair = pair();
        IntFunction<String> tokens = headers(client -> "Bearer " + token(pair, client));
        IntFunction<String> keys = headers(client -> "Bearer " + key(client));
        try (Service off = Service.start("off", address, name, Map.of());
                Service byKey = Service.start("api-keys", address, name, Map.of("SESSIONS_SECURITY", "api-keys",
                        "SESSIONS_API_KEYS_LIST", list()));
                Service byToken = Service.start("oidc", address, name, byToken(pair, Map.of()));
                Service all = Service.start("all", address, name + "-all", byToken(pair, EVERYTHING))) {
            Appends.createSessions(off, Appends.CLIENTS);
            for (int i = 0; i < Appends.CLIENTS; i++) {
                all.post("/sessions", Traffic.session("http-" + i), "Content-Type", Traffic.JSON, "Authorization",
                        "Bearer " + token(pair, i));
            }
            Appends.warmUp(off);
            Appends.append(byKey, Appends.CLIENTS, Appends.CLIENTS, Appends.WARM_UP, keys);
            Appends.append(byToken, Appends.CLIENTS, Appends.CLIENTS, Appends.WARM_UP, tokens);
            Appends.append(all, Appends.CLIENTS, Appends.CLIENTS, Appends.WARM_UP, tokens);
            return new Rounds("/s")
                    .add("sign-in off, 64 clients", Appends.perSecond(off))
                    .add("by keys", perSecond(byKey, keys))
                    .add("by tokens", perSecond(byToken, tokens))
                    .add("everything on", perSecond(all, tokens))
                    .run()
                    .ratio("by keys : off", "by keys", "sign-in off, 64 clients")
                    .ratio("by tokens : off", "by tokens", "sign-in off, 64 clients")
                    .ratio("everything on : off", "everything on", "sign-in off, 64 clients")
                    .rows();
        }
    }

    private static Map<String, String> byToken(KeyPair pair, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.putAll(Map.of("SESSIONS_SECURITY", "oidc",
                "QUARKUS_OIDC_PUBLIC_KEY", Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                "QUARKUS_OIDC_TOKEN_ISSUER", ISSUER, "QUARKUS_OIDC_TOKEN_AUDIENCE", AUDIENCE));
        return settings;
    }

    private static Rounds.Measure perSecond(Service service, IntFunction<String> headers) {
        return () -> Appends.append(service, Appends.CLIENTS, Appends.CLIENTS, Appends.TURN, headers).perSecond();
    }

    /** Made once: what signing costs is not the service's. */
    private static IntFunction<String> headers(IntFunction<String> authorization) {
        String[] headers = new String[Appends.CLIENTS];
        for (int client = 0; client < headers.length; client++) {
            headers[client] = "Authorization: " + authorization.apply(client) + "\r\n";
        }
        return client -> headers[client];
    }

    private static String key(int client) {
        return "key-of-" + client;
    }

    private static String list() throws GeneralSecurityException {
        StringBuilder list = new StringBuilder();
        for (int client = 0; client < Appends.CLIENTS; client++) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key(client).getBytes(StandardCharsets.US_ASCII));
            list.append("bot-").append(client).append(' ').append(HexFormat.of().formatHex(hash)).append(' ').append(SCOPE)
                    .append(';');
        }
        return list.toString();
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String token(KeyPair pair, int client) {
        long now = Instant.now().getEpochSecond();
        String content = part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + '.'
                + part("{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE
                        + "\",\"sub\":\"bot-" + client + "\",\"tenant\":\"acme\",\"scope\":\"" + SCOPE + "\",\"iat\":" + now
                        + ",\"exp\":"
                        + (now + 3600)
                        + "}");
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + '.' + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
