package io.conversation.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.conversation.Fresh;
import io.conversation.Json;

/**
 * A provider at whose page Ada signs in: discovery, keys, authorization code with PKCE, refresh tokens that are good once, and
 * the end of it all. It remembers her by a cookie, and takes nothing that does not fit.
 */
public final class ProviderPage {

    public static final String CLIENT = "console";
    private static final String PORT = ProviderPage.class.getName() + ".port";
    private static final String KEY = "page";

    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int seconds = 60;
    private volatile boolean refreshes = true;
    private volatile String audience = Tokens.AUDIENCE;
    private volatile String spoilt = "";
    private HttpServer server;

    /** The same for whoever asks in this process, see {@link TestProvider}. */
    public static synchronized String address() {
        if (System.getProperty(PORT) == null) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                System.setProperty(PORT, Integer.toString(free.getLocalPort()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return "http://127.0.0.1:" + System.getProperty(PORT);
    }

    /** The settings of a service that takes its tokens. */
    public static Map<String, String> settings() {
        return Map.of("sessions.security", "oidc", "quarkus.oidc.auth-server-url", address(), "quarkus.oidc.token.issuer",
                Tokens.ISSUER, "quarkus.oidc.token.audience", Tokens.AUDIENCE, "sessions.console.client-id", CLIENT);
    }

    /** One for whoever signs in by no page. */
    public static String token() {
        return Tokens.signed(Tokens.pair(KEY), KEY, Tokens.claims());
    }

    public void start() {
        try {
            address();
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.getInteger(PORT)), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public void stop() {
        server.stop(0);
    }

    /** As it was at first, with nobody signed in. */
    public void reset() {
        seconds = 60;
        refreshes = true;
        audience = Tokens.AUDIENCE;
        spoilt = "";
        codes.clear();
        refreshTokens.clear();
        asked.clear();
    }

    /** How long its access tokens are good for from now on. */
    public void tokensLast(int howLong) {
        seconds = howLong;
    }

    public void tokensAreFor(String whom) {
        audience = whom;
    }

    /** What of the next answers is not what was asked for: {@code state}, {@code nonce}, or nothing. */
    public void spoil(String what) {
        spoilt = what;
    }

    /** From now on one comes back to its page for each token. */
    public void givesNoRefreshTokens() {
        refreshes = false;
    }

    /** The sessions that it keeps for those who signed in are over. */
    public void forget() {
        refreshTokens.clear();
    }

    /** What the token endpoint was asked for, by the type of grant and what became of it. */
    public List<String> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/.well-known/openid-configuration" -> json(exchange, 200, Json.object("issuer", Tokens.ISSUER,
                    "jwks_uri", address() + "/keys", "authorization_endpoint", address() + "/authorize",
                    "token_endpoint", address() + "/token", "end_session_endpoint", address() + "/logout"));
            case "/keys" -> {
                ObjectNode set = Json.object();
                set.withArray("keys").add(Tokens.jwk(Tokens.pair(KEY), KEY));
                json(exchange, 200, set);
            }
            case "/authorize" -> authorize(exchange);
            case "/login" -> redirect(exchange, exchange.getRequestURI().toString().replace("/login", "/authorize"), "ada");
            case "/token" -> token(exchange);
            case "/logout" -> {
                refreshTokens.clear();
                redirect(exchange, query(exchange.getRequestURI().getRawQuery()).get("post_logout_redirect_uri"), "");
            }
            default -> json(exchange, 404, Json.object("error", "not_found"));
        }
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String back = query.get("redirect_uri");
        if (!CLIENT.equals(query.get("client_id")) || !"S256".equals(query.get("code_challenge_method"))
                || !query.containsKey("nonce") || !back.startsWith("http://localhost:")) {
            json(exchange, 400, Json.object("error", "invalid_request"));
        } else if (!"who=ada".equals(exchange.getRequestHeaders().getFirst("Cookie"))) {
            send(exchange, 200, "text/html",
                    "<!doctype html><title>Provider</title><link rel=icon href='data:,'><h1>Provider</h1><a id=ada href='/login?"
                            + exchange.getRequestURI().getRawQuery().replace("'", "%27") + "'>I am Ada</a>");
        } else {
            String code = Fresh.id("code");
            codes.put(code, query);
            String state = spoilt.equals("state") ? "another" : query.get("state");
            redirect(exchange, back + "?code=" + code + "&state=" + URLEncoder.encode(state, StandardCharsets.UTF_8), "ada");
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Access-Control-Allow-Origin", "*");
        headers.set("Access-Control-Allow-Headers", "X-Requested-With, Content-Type");
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            send(exchange, 200, "text/plain", "");
            return;
        }
        Map<String, String> form = query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = form.containsKey("code") ? codes.remove(form.get("code")) : Map.of();
        String nonce = form.containsKey("code") ? asked == null ? null : asked.get("nonce")
                : refreshTokens.remove(form.getOrDefault("refresh_token", ""));
        boolean fits = nonce != null && CLIENT.equals(form.get("client_id"))
                && (asked.isEmpty() || challenge(form.get("code_verifier")).equals(asked.get("code_challenge"))
                        && form.get("redirect_uri").equals(asked.get("redirect_uri")));
        this.asked.add(form.get("grant_type") + (fits ? "" : " refused"));
        json(exchange, fits ? 200 : 400, fits ? tokens(nonce) : Json.object("error", "invalid_grant"));
    }

    private ObjectNode tokens(String nonce) {
        String refresh = Fresh.id("refresh");
        refreshTokens.put(refresh, nonce);
        long now = Tokens.claims().get("iat").asLong() + 5;
        ObjectNode identity = Json.object("iss", Tokens.ISSUER, "aud", CLIENT, "sub", "ada", "name", "Ada Lovelace", "nonce",
                spoilt.equals("nonce") ? "another" : nonce).put("exp", now + seconds);
        // In whole seconds, and not before it is said to be over.
        ObjectNode access = Tokens.claims().put("aud", audience).put("exp", now + seconds + 1).put("jti", refresh);
        ObjectNode tokens = Json.object("token_type", "Bearer", "access_token",
                Tokens.signed(Tokens.pair(KEY), KEY, access), "id_token", Tokens.signed(Tokens.pair(KEY), KEY, identity))
                .put("expires_in", seconds);
        return refreshes ? tokens.put("refresh_token", refresh) : tokens;
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> query(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            pairs.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return pairs;
    }

    private static void redirect(HttpExchange exchange, String location, String who) throws IOException {
        exchange.getResponseHeaders().set("Location", URI.create(location).toString());
        exchange.getResponseHeaders().set("Set-Cookie", "who=" + who + "; Path=/; HttpOnly");
        send(exchange, 302, "text/plain", "");
    }

    private static void json(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        send(exchange, status, "application/json", body.toString());
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
