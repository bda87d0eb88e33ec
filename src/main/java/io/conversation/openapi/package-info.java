/**
 * The OpenAPI document: what it says once. The parameters and headers that operations share stand here, named by {@code ref};
 * {@link io.conversation.openapi.DocumentRules} adds what follows by rule. Swagger UI fills in the {@code example} or default
 * of a parameter and only shows the {@code examples} of its schema, so what narrows a list has the latter.
 */
// @formatter:off
@OpenAPIDefinition(
    info = @Info(
        title = "Conversation Session Service",
        version = ApiDocument.VERSION,
        description = ApiDocument.DESCRIPTION,
        license = @License(name = "Apache License 2.0", identifier = "Apache-2.0")),
    tags = {
        @Tag(name = ApiDocument.SESSIONS, description = "Conversations: create, list, read, complete."),
        @Tag(name = ApiDocument.EVENTS, description = "What happens in a conversation: append, read in order."),
        @Tag(name = ApiDocument.TRANSFER, description = "Whole conversations, one a line, any number of them."),
        @Tag(name = ApiDocument.FEED, description = "All that arrives, of all sessions, for whoever works on it."),
        @Tag(name = ApiDocument.WEBHOOKS, description = "Ends that are told to a receiver, and what is stuck of them.")
    },
    components = @Components(
        parameters = {
            @Parameter(name = "sessionId", in = PATH, example = "call-7f3a",
                description = "The session's id, as its client chose it. It may be percent-encoded and means the same; `|` should be.",
                schema = @Schema(type = STRING)),
            @Parameter(name = "eventId", in = PATH, example = "turn-004",
                description = "The event's id, as its client chose it. It may be percent-encoded and means the same; `|` should be.",
                schema = @Schema(type = STRING)),
            @Parameter(name = "Prefer", in = HEADER,
                description = """
                    `handling=strict` (RFC 7240): a repeat that differs from what is stored is refused with `409`. Without \
                    it, what is stored is the answer.""",
                schema = @Schema(type = STRING, examples = "handling=strict")),
            @Parameter(name = "limit", in = QUERY,
                description = "The most items of the page, 1 and up, 50 when absent; more than 500 is taken as 500.",
                schema = @Schema(type = INTEGER, minimum = "1", defaultValue = "50", examples = "100")),
            @Parameter(name = "cursor", in = QUERY,
                description = """
                    The `nextCursor` of the page before; without it, the first page. Opaque, URL-safe, and bound to the order \
                    and the filters that it was given out for.""",
                schema = @Schema(type = STRING, examples = Cursor.EXAMPLE)),
            @Parameter(name = "Last-Event-ID", in = HEADER,
                description = """
                    The `id` that was received last; without it, the stream of a session starts with its first event, the \
                    feed with what arrives from now on.""",
                schema = @Schema(type = STRING, examples = "6955b904a1b2c3d4e5f60718-20-12-2")),
            @Parameter(name = "after", in = QUERY, example = "start",
                description = """
                    A position of the feed, to go on behind it, or `start`, for all that is there. Without it, what arrives from \
                    now on.""",
                schema = @Schema(type = STRING, examples = "start")),
            @Parameter(name = "kind", in = QUERY, style = ParameterStyle.FORM, explode = Explode.TRUE,
                description = "Only this of what arrives, `session.created`, `event.stored` or `session.ended`; may repeat.",
                schema = @Schema(type = ARRAY, implementation = String.class, examples = "[\"session.ended\"]")),
            @Parameter(name = "wait", in = QUERY,
                description = "For how many seconds to wait for the first item where there is none; more than 30 is taken as 30.",
                schema = @Schema(type = INTEGER, minimum = "0", defaultValue = "0", examples = "1")),
            @Parameter(name = "If-None-Match", in = HEADER,
                description = """
                    The `ETag` of what the client has, or several (RFC 9110): if it would get one of these again, the answer is \
                    a `304`, which costs little. What is no tag is passed over.""",
                schema = @Schema(type = STRING, examples = "W/\"AQADdx5r0fHJ6mZQ2v8nT4sB\"")),
            @Parameter(name = "order", in = QUERY,
                description = "By time: `asc`, oldest first, or `desc`, newest first.",
                schema = @Schema(type = STRING, enumeration = { "asc", "desc" }, defaultValue = "asc", examples = "desc")),
            @Parameter(name = "offset", in = QUERY,
                description = "How many to pass over; not together with `cursor`, which goes further at no cost.",
                schema = @Schema(type = INTEGER, minimum = "0", maximum = "10000", examples = "100")),
            @Parameter(name = "count", in = QUERY,
                description = "Whether to count all events of the session, as `pagination.total`.",
                schema = @Schema(type = BOOLEAN, defaultValue = "false", examples = "true")),
            @Parameter(name = "type", in = QUERY, style = ParameterStyle.FORM, explode = Explode.TRUE,
                description = "Only events of this type; may repeat.",
                schema = @Schema(type = ARRAY, implementation = String.class, examples = "[\"user_speech\", \"system\"]")),
            @Parameter(name = "from", in = QUERY,
                description = "Only events that happened at this time or later; RFC 3339.",
                schema = @Schema(type = STRING, format = "date-time", examples = "2026-01-01T00:00:00.000Z")),
            @Parameter(name = "to", in = QUERY,
                description = "Only events that happened before this time; RFC 3339.",
                schema = @Schema(type = STRING, format = "date-time", examples = "2026-01-02T00:00:00.000Z")),
            @Parameter(name = "status", in = QUERY,
                description = "Only sessions of this status.",
                schema = @Schema(type = STRING, enumeration = { "initiated", "active", "completed", "failed" },
                    examples = "active")),
            @Parameter(name = "language", in = QUERY,
                description = "Only sessions with exactly this BCP 47 tag.",
                schema = @Schema(type = STRING, examples = "en-US")),
            @Parameter(name = "startedFrom", in = QUERY,
                description = "Only sessions that started at this time or later; RFC 3339.",
                schema = @Schema(type = STRING, format = "date-time", examples = "2026-01-01T00:00:00.000Z")),
            @Parameter(name = "startedTo", in = QUERY,
                description = "Only sessions that started before this time; RFC 3339.",
                schema = @Schema(type = STRING, format = "date-time", examples = "2026-01-02T00:00:00.000Z")),
            @Parameter(name = "endedFrom", in = QUERY,
                description = """
                    Only sessions that ended at this time or later, by `endedAt`; RFC 3339. With it or `endedTo`, the order is \
                    that of `endedAt`. Needs the setting `sessions.index-ended`; without it, it is a `400`.""",
                schema = @Schema(type = STRING, format = "date-time", examples = "2026-01-01T00:00:00.000Z")),
            @Parameter(name = "endedTo", in = QUERY,
                description = "Only sessions that ended before this time; RFC 3339. As `endedFrom`.",
                schema = @Schema(type = STRING, format = "date-time", examples = "2026-01-02T00:00:00.000Z")),
            @Parameter(name = "arrivedFrom", in = QUERY,
                description = """
                    Only conversations of which an event arrived, or which were created or ended, at this instant of the \
                    server's time or later, whatever times they give themselves; RFC 3339. Absent with `arrivedTo`: from the \
                    first on.""",
                schema = @Schema(type = STRING, format = "date-time", examples = "2026-01-01T00:00:00.000Z")),
            @Parameter(name = "arrivedTo", in = QUERY,
                description = """
                    The same before this instant; RFC 3339. One for which more may still come is brought forward to one for \
                    which no more can, and so it is when absent; `Arrived-To` says which it was.""",
                schema = @Schema(type = STRING, format = "date-time", examples = "2026-01-02T00:00:00.000Z")),
            @Parameter(name = "metadata", in = QUERY, style = ParameterStyle.FORM, explode = Explode.TRUE, example = "{}",
                description = """
                    Only sessions whose metadata has this string under this key, sent as `metadata.<key>=<string>`. Takes the \
                    keys listed in the setting `sessions.indexed-metadata`; any other is a `400`.""",
                schema = @Schema(type = OBJECT, additionalProperties = String.class,
                    examples = "{\"metadata.caller\": \"+15550100\"}"))
        },
        securitySchemes = {
            @SecurityScheme(securitySchemeName = "bearer", type = SecuritySchemeType.HTTP, scheme = "bearer",
                description = "A token of the provider with which the service was set up, or a key, where sign-in is set."),
            @SecurityScheme(securitySchemeName = "key", type = SecuritySchemeType.APIKEY, in = SecuritySchemeIn.HEADER,
                apiKeyName = "X-API-Key", description = "A key, where sign-in is by keys.")
        },
        headers = {
            @Header(name = "Location",
                description = "The path of what was created; `;`, `,` and `|` of its ids are percent-encoded.",
                schema = @Schema(type = STRING, format = "uri-reference", examples = "/sessions/call-7f3a")),
            @Header(name = "Idempotent-Replayed",
                description = "`true`, and only then present, when it was seen before and nothing was changed.",
                schema = @Schema(type = STRING, enumeration = "true")),
            @Header(name = "Preference-Applied",
                description = "Present when strict handling was asked for.",
                schema = @Schema(type = STRING, enumeration = "handling=strict")),
            @Header(name = "Link",
                description = "The next page (RFC 8288); absent at the end.",
                schema = @Schema(type = STRING,
                    examples = "</sessions?limit=50&cursor=" + Cursor.EXAMPLE + ">; rel=\"next\"")),
            @Header(name = "ETag",
                description = "A weak tag of what is answered, for `If-None-Match`; another as soon as any of it has changed.",
                schema = @Schema(type = STRING, examples = "W/\"AQADdx5r0fHJ6mZQ2v8nT4sB\"")),
            @Header(name = "Cache-Control",
                description = """
                    By the client alone (RFC 9111): `no-cache`, not without asking, or `max-age`, for so many seconds \
                    without.""",
                schema = @Schema(type = STRING, examples = "private, no-cache")),
            @Header(name = "Arrived-To",
                description = """
                    Only with `arrivedFrom` or `arrivedTo`: the instant, itself not included, up to which the answer has what \
                    arrived; the `arrivedFrom` to ask with next time, if this answer came whole.""",
                schema = @Schema(type = STRING, format = "date-time", examples = "2026-01-02T00:00:00.000Z")),
            @Header(name = "Next-Position",
                description = "The position to go on from, also where nothing has come: the `after` of the next request.",
                schema = @Schema(type = STRING, examples = "AWlVuQShssPU5fYHGAAADx3T0LDo")),
            @Header(name = "WWW-Authenticate",
                description = "How to sign in (RFC 6750), and what is wrong with the token.",
                schema = @Schema(type = STRING, examples = "Bearer realm=\"conversation-sessions\", error=\"invalid_token\"")),
            @Header(name = "Allow",
                description = "The methods that the path takes.",
                schema = @Schema(type = STRING, examples = "GET, HEAD, OPTIONS, POST")),
            @Header(name = "Retry-After",
                description = "Seconds after which a repeat makes sense.",
                schema = @Schema(type = INTEGER, examples = "2"))
        }))
// @formatter:on
package io.conversation.openapi;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.HEADER;
import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.PATH;
import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.ARRAY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.Explode;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterStyle;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.conversation.paging.Cursor;
