package io.conversation.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Logged;
import io.conversation.RawHttp;
import io.conversation.fault.Waiting;
import io.conversation.openapi.OpenApiDocument;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Each operation, with each kind of token that should not open it, and those that should. */
@QuarkusTest
@TestProfile(EveryDoorTest.ByPublicKey.class)
class EveryDoorTest {

    private static final KeyPair PAIR = Tokens.pair("fixed");
    private static final Set<String> OPERATIONS = Set.of("sessions", "feed", "webhooks");
    private static final String PAGE = "https://console.example";

    /** Tokens of a provider that is never asked, as its key is known, and tenants. */
    public static class ByPublicKey implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.security", "oidc", "sessions.tenant-claim", "tenant", "quarkus.mongodb.database",
                    "sessions-test-tenants",
                    "quarkus.oidc.public-key", Tokens.base64(Tokens.pair("fixed").getPublic().getEncoded()),
                    "quarkus.oidc.token.issuer", Tokens.ISSUER, "quarkus.oidc.token.audience", Tokens.AUDIENCE,
                    "sessions.http.max-bytes", "8M", "sessions.http.cors-origins", PAGE);
        }
    }

    private final ConversationClient client = new ConversationClient();

    private static String good(ObjectNode claims) {
        return Tokens.signed(PAIR, null, claims);
    }

    /** By what is wrong with them; otherwise they say these claims. */
    static Map<String, String> refused(Supplier<ObjectNode> claims) {
        long now = Instant.now().getEpochSecond();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("expired", good(claims.get().put("exp", now - 10)));
        tokens.put("without an end", good((ObjectNode) claims.get().without("exp")));
        tokens.put("not yet valid", good(claims.get().put("nbf", now + 60)));
        tokens.put("wrong issuer", good(claims.get().put("iss", "https://elsewhere.example")));
        tokens.put("wrong audience", good(claims.get().put("aud", "billing")));
        tokens.put("no audience", good((ObjectNode) claims.get().without("aud")));
        tokens.put("wrong key", Tokens.signed(Tokens.pair("wrong"), null, claims.get()));
        tokens.put("alg none", Tokens.unsigned(claims.get()));
        tokens.put("hmac, public key", Tokens.withHmac(PAIR.getPublic().getEncoded(), claims.get()));
        tokens.put("hmac, its text", Tokens.withHmac(Tokens.base64(PAIR.getPublic().getEncoded())
                .getBytes(StandardCharsets.US_ASCII), claims.get()));
        String changed = good(claims.get());
        tokens.put("cut off", changed.substring(0, changed.length() - 20));
        tokens.put("no token", "x");
        List.of("exp", "nbf", "iat").forEach(time -> {
            tokens.put(time + " beyond time", good(claims.get().put(time, 1e300)));
            tokens.put(time + " before time", good(claims.get().put(time, -1)));
            tokens.put(time + " as text", good(claims.get().put(time, Long.toString(now + 60))));
        });
        tokens.putAll(Tokens.malformed());
        return tokens;
    }

    @Test
    void no_token_but_a_good_one_with_the_scope_opens_an_operation() {
        StringBuilder table = new StringBuilder();
        for (Access.Row row : Access.TABLE) {
            if (row.scope().isEmpty()) {
                assertThat(send(row, client).status()).as("%s", row.template()).isIn(200, 302, 404);
                print(table, row, "none", "open");
                continue;
            }
            print(table, row, "none", outcome(send(row, client), 401, "unauthenticated", "Bearer realm"));
            refused(Tokens::claims).forEach((name, token) -> print(table, row, name,
                    outcome(send(row, bearing(token)), 401, "unauthenticated", "error=\"invalid_token\"")));
            String needed = row.scope().get().text();
            String others = Arrays.stream(Scope.values()).map(Scope::text).filter(scope -> !scope.equals(needed))
                    .collect(Collectors.joining(" "));
            print(table, row, "missing scope", outcome(send(row, bearing(good(Tokens.claims().put("scope", others)))), 403,
                    "forbidden", "error=\"insufficient_scope\", scope=\"" + needed + "\""));
            print(table, row, "no tenant", outcome(send(row, bearing(good((ObjectNode) Tokens.claims().without("tenant")))),
                    403, "forbidden", "Bearer realm"));
            Answer let = send(row, bearing(good(Tokens.claims().put("scope", needed))));
            assertThat(let.status()).as("%s with %s", row.template(), let).isIn(200, 204, 207, 400, 404);
            print(table, row, "good, " + needed, let.status() + " let in");
        }
        System.out.println(table);
    }

    private static void print(StringBuilder table, Access.Row row, String token, String outcome) {
        table.append(String.format("%-5s%-42s%-24s%s%n", row.method(), row.template(), token, outcome));
    }

    private static String outcome(Answer answer, int status, String problem, String challenge) {
        answer.expectProblem(status, problem);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer ").contains(challenge);
        return status + " " + problem;
    }

    private ConversationClient bearing(String token) {
        return client.with("Authorization", "Bearer " + token);
    }

    private static Answer send(Access.Row row, ConversationClient client) {
        if (row.template().equals("/feed/stream")) {
            // Let in, it would not end.
            return client.with("Last-Event-ID", "none").get(row.template());
        }
        String path = row.template().replaceAll("\\{[^}]+}", "nobody").replace("*", "index.html");
        if (!row.method().equals("POST")) {
            return client.send(row.method(), path, null, null);
        }
        return path.endsWith("/import") ? client.send("POST", path, "application/x-ndjson", "")
                : client.send("POST", path, "application/json", path.endsWith("/batch") ? "[]" : "{}");
    }

    @Test
    void every_operation_of_the_document_has_a_row_and_says_its_scope() {
        List<OpenApiDocument.Operation> operations = OpenApiDocument.served().operations();
        Set<String> rows = Access.TABLE.stream().filter(row -> OPERATIONS.contains(row.template().split("/", -1)[1]))
                .map(row -> row.method().toLowerCase(java.util.Locale.ROOT) + " " + row.template()).collect(Collectors.toSet());
        assertThat(operations).extracting(Object::toString).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(operations).allSatisfy(operation -> {
            Access.Row row = Access.find(operation.method().toUpperCase(java.util.Locale.ROOT), operation.path()).orElseThrow();
            assertThat(row.template()).isEqualTo(operation.path());
            assertThat(operation.node().at("/security/0/bearer/0").asText()).isEqualTo(row.scope().orElseThrow().text());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "/nowhere", "/q", "/q/infos", "/q/dev", "/sessions/a/b/c/d", "/console", "/favicon.ico" })
    void what_has_no_row_is_for_nobody(String path) {
        client.get(path).expectProblem(401, "unauthenticated");
        bearing(good(Tokens.claims())).get(path).expectProblem(404, "not-found");
    }

    @ParameterizedTest
    @CsvSource({ "PATCH, /sessions/x", "PUT, /sessions", "OPTIONS, /sessions", "POST, /q/health", "DELETE, /q/metrics" })
    void a_method_that_has_no_row_is_for_nobody(String method, String path) {
        client.send(method, path, null, null).expectProblem(401, "unauthenticated");
        Answer answer = bearing(good(Tokens.claims())).send(method, path, null, null).expectProblem(405, "method-not-allowed");
        assertThat(answer.header("Allow")).contains("OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/sessions/%65xport", "/sessions/./export", "/sessions//export", "//sessions/export",
            "/sessions/x/../export", "/sessions/export/", "/sessions/export;a=b", "/q/health/../../sessions/export",
            "/console/../sessions/export", "/console/%2e%2e/sessions/export", "/q/health/..%2fmetrics" })
    void no_spelling_of_a_path_opens_more_than_the_path(String path) {
        String reader = good(Tokens.claims().put("scope", "sessions:read"));
        assertThat(RawHttp.get(path).status()).isIn(401, 404);
        assertThat(RawHttp.send("GET " + path + " HTTP/1.1\nAuthorization: Bearer " + reader, new byte[0]).status())
                .isIn(400, 403, 404);
    }

    @Test
    void who_is_refused_while_still_sending_has_the_connection_closed() {
        Answer answer = RawHttp.send("POST /sessions HTTP/1.1\nContent-Type: application/json\nContent-Length: 1000000",
                new byte[10]);
        answer.expectProblem(401, "unauthenticated");
        assertThat(answer.header("Connection")).isEqualToIgnoringCase("close");
    }

    @Test
    void a_small_body_comes_whole_through_the_gate() {
        ConversationClient signedIn = bearing(good(Tokens.claims()));
        String id = signedIn.createFresh("call");
        signedIn.append(id, ConversationClient.newEvent("e1")).expectCreated();
        assertThat(signedIn.events(id, "").expect(200).text()).contains("a latte, please");
    }

    @Test
    void two_tokens_are_none_and_another_scheme_is_none() {
        String token = good(Tokens.claims());
        RawHttp.send("GET /sessions HTTP/1.1\nAuthorization: Bearer " + token + "\nAuthorization: Bearer " + token, new byte[0])
                .expectProblem(401, "unauthenticated");
        client.with("Authorization", "Basic " + token).get("/sessions").expectProblem(401, "unauthenticated");
        client.with("X-API-Key", token).get("/sessions").expectProblem(401, "unauthenticated");
        client.with("Authorization", "bearer " + token).get("/sessions").expect(200);
    }

    @Test
    void no_token_is_in_a_log_an_answer_or_a_metric() {
        try (Logged logged = Logged.everythingFrom(Level.INFO)) {
            refused(Tokens::claims).values().stream().filter(token -> token.matches(".*\\w{20}")).forEach(token -> {
                String signature = token.substring(token.lastIndexOf('.', token.length() - 2) + 1);
                assertThat(bearing(token).get("/sessions").text()).doesNotContain(signature);
                assertThat(logged.whole()).allSatisfy(entry -> assertThat(entry).doesNotContain(signature));
                assertThat(bearing(good(Tokens.claims())).get("/q/metrics").expect(200).text()).doesNotContain(signature);
            });
        }
    }

    @Test
    void the_tenant_is_the_one_of_the_token_whatever_else_the_request_says() {
        ConversationClient asking = client.with(TenantTold.HEADER, "other");
        for (String tenant : List.of("acme", "north")) {
            Answer answer = asking.with("Authorization", "Bearer " + good(Tokens.claims().put("tenant", tenant)))
                    .create(ConversationClient.newSession(Fresh.id("call"))).expectCreated();
            assertThat(answer.header(TenantTold.HEADER)).isEqualTo(tenant);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "a/b", "/", ".", "..", ".a", "ä", "a b", "a\0", "a%2fb" })
    void a_tenant_whose_name_is_none_is_refused(String tenant) {
        assertThat(bearing(good(Tokens.claims().put("tenant", tenant))).get("/sessions").expectProblem(403, "forbidden")
                .field("detail")).contains("tenant", "1 to 128");
    }

    @Test
    void a_tenant_is_one_text_of_the_alphabet_of_ids() {
        bearing(good(Tokens.claims().put("tenant", "a".repeat(129)))).get("/sessions").expectProblem(403, "forbidden");
        bearing(good(Tokens.claims().put("tenant", 5))).get("/sessions").expectProblem(403, "forbidden");
        ObjectNode two = Tokens.claims();
        two.putArray("tenant").add("acme").add("north");
        bearing(good(two)).get("/sessions").expectProblem(403, "forbidden");
        bearing(good(Tokens.claims().put("tenant", "a".repeat(128)))).get("/sessions").expect(200);
        bearing(good(Tokens.claims().put("tenant", "org|7:(~a.b)"))).get("/sessions").expect(200);
    }

    @Test
    void who_is_refused_takes_no_memory_for_what_it_announces() {
        String head = "POST /sessions/x/events/batch HTTP/1.1\nContent-Type: application/json\nContent-Length: 15000000";
        RawHttp.send(head, new byte[0]).expectProblem(401, "unauthenticated");
        String reader = good(Tokens.claims().put("scope", "sessions:read"));
        RawHttp.send(head + "\nAuthorization: Bearer " + reader, new byte[0]).expectProblem(403, "forbidden");
        RawHttp.send(head + "\nAuthorization: Bearer " + good(Tokens.claims()), new byte[0]).expectProblem(413, "too-large");
    }

    @Test
    void a_page_is_told_beforehand_what_it_may_send_without_a_token_and_may_read_why_it_is_refused() {
        ConversationClient page = client.with("Origin", PAGE);
        Answer told = page.with("Access-Control-Request-Method", "POST")
                .with("Access-Control-Request-Headers", "authorization,x-api-key").send("OPTIONS", "/sessions", null, null)
                .expect(200);
        assertThat(told.header("Access-Control-Allow-Headers").split(",")).contains("Authorization", "X-API-Key");
        assertThat(page.get("/sessions").expectProblem(401, "unauthenticated").header("Access-Control-Allow-Origin"))
                .isEqualTo(PAGE);
    }

    @Test
    void a_token_that_ends_is_not_remembered_for_longer() throws Exception {
        ConversationClient shortly = bearing(good(Tokens.claims().put("exp", Instant.now().getEpochSecond() + 2)));
        shortly.get("/sessions").expect(200);
        Waiting.until("it has expired", () -> shortly.get("/sessions").status() == 401);
    }
}
