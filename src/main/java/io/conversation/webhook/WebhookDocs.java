package io.conversation.webhook;

/** What the OpenAPI document says of webhooks at length. */
final class WebhookDocs {

    static final String LIST = """
            The webhooks that are still to be delivered, the oldest end first; what was delivered is not there any more. \
            `state=failing` and `state=given-up` together are what is stuck. One that was given up is there for seven days. \
            Empty where no webhook is set up.

            A webhook is a `POST` to `sessions.webhook.url` when a session has ended, in whatever way, signed as Standard Webhooks 1.0.0 \
            has it (`webhook-id`, `webhook-timestamp`, `webhook-signature: v1,…`):

            ```json
            {"type":"session.ended","timestamp":"2026-01-01T00:03:20.412Z","data":{"session":{…},"link":"https://…/sessions/call-7f3a"}}
            ```

            `session` is what `GET` gives; where there are tenants, `tenant` stands beside it. It is delivered at least once: drop repeats by \
            `webhook-id`. Any `2xx` takes it; all else is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, for a day. \
            `Retry-After` is heeded up to an hour, `410` ends the attempts, and no redirect is followed.
            """;

    static final String RETRY = """
            Has every webhook that failed or was given up be sent now, once, or that of one session, and its attempts begin anew. \
            Where they are very many it may be `503`; repeating it goes on.
            """;

    static final String PAGE = """
            {"deliveries":[{"sessionId":"call-7f3a","webhookId":"6955b9c8a1b2c3d4e5f60718","state":"failing","attempts":3,\
            "since":"2026-01-01T00:03:20.412Z","nextAt":"2026-01-01T00:38:40.007Z","lastAt":"2026-01-01T00:08:25.118Z",\
            "lastStatus":503,"lastFailure":"status"}],"pagination":{"limit":50,"hasMore":false}}""";

    static final String RETRIED = """
            {"retried":1}""";

    private WebhookDocs() {
    }
}
