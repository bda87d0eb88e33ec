package io.conversation.feed;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.feed.FeedFilter.Wanted;
import io.conversation.feed.FeedReader.Batch;
import io.conversation.feed.FeedStream.Pace;
import io.conversation.follow.FollowConfig;
import io.conversation.http.Gone;
import io.conversation.http.Ndjson;
import io.conversation.http.PageLink;
import io.conversation.http.QueryParameters;
import io.conversation.openapi.ApiDocument;
import io.conversation.security.Caller;
import io.conversation.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** One feed over all sessions: what arrives, as pages that may be waited for, or as server-sent events. */
@Path("/feed")
@RunOnVirtualThread
@Tag(name = ApiDocument.FEED)
public class FeedResource {

    static final String NEXT = "Next-Position";

    private static final String AFTER = "after";
    private static final int LONGEST_WAIT = 30;
    /** Longer than any stream, and not too long for nanoseconds. */
    private static final Duration YEAR = Duration.ofDays(365);

    private final Feed feed;
    private final FeedReaders readers;
    private final FeedFilter filter;
    private final FollowConfig config;
    private final Ndjson ndjson;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Caller caller;
    private final CurrentTenant tenant;

    FeedResource(Feed feed, FeedReaders readers, FeedFilter filter, FollowConfig config, Ndjson ndjson, ObjectMapper mapper,
            Clock clock, Caller caller, CurrentTenant tenant) {
        this.feed = feed;
        this.readers = readers;
        this.filter = filter;
        this.config = config;
        this.ndjson = ndjson;
        this.mapper = mapper;
        this.clock = clock;
        this.caller = caller;
        this.tenant = tenant;
    }

    @GET
    @Produces(Ndjson.MEDIA_TYPE)
    @Operation(operationId = "readFeed", summary = "Read what has arrived", description = FeedDocs.READ)
    @Parameter(ref = "after")
    @Parameter(ref = "limit")
    @Parameter(ref = "wait")
    @Parameter(ref = "kind")
    @Parameter(ref = "type")
    @Parameter(ref = "status")
    @Parameter(ref = "metadata")
    @APIResponse(responseCode = "200", description = "One item a line; none where nothing has come.", headers = {
            @Header(name = FeedResource.NEXT, ref = FeedResource.NEXT),
            @Header(name = HttpHeaders.LINK, description = "What comes next (RFC 8288); always there.", schema = @Schema(type = SchemaType.STRING, examples = "</feed?wait=30&after="
                    + FeedPosition.EXAMPLE
                    + ">; rel=\"next\"")) }, content = @Content(mediaType = Ndjson.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = FeedItem.class), examples = @ExampleObject(name = "call", value = FeedDocs.ITEMS)))
    public RestResponse<StreamingOutput> read(@Context UriInfo uri, @Context RoutingContext context)
            throws InterruptedException {
        QueryParameters query = filter.query(uri, Set.of(AFTER, "limit", "wait"));
        Wanted wanted = filter.wanted(query);
        int limit = query.limit();
        int wait = query.number("wait", 0, LONGEST_WAIT, 0);
        String after = query.text(AFTER);
        query.violations().throwIfAny();
        FeedPosition from = position(after);
        boolean head = context.request().method() == HttpMethod.HEAD;
        readers.enter();
        try (FeedReader reader = feed.reader(from, tenant.get(), wanted)) {
            Batch batch = feed.await(reader, limit, Duration.ofSeconds(head ? 0 : wait));
            String next = batch.next().text();
            return ResponseBuilder.ok(ndjson.stream(batch.told(), FeedItem::of, context))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store").header(NEXT, next)
                    .header(HttpHeaders.LINK, PageLink.next(context.request(), Set.of(AFTER), AFTER + "=" + next)).build();
        } finally {
            readers.leave();
        }
    }

    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(operationId = "followFeed", summary = "Follow what arrives", description = FeedDocs.FOLLOW)
    @Parameter(ref = "Last-Event-ID")
    @Parameter(ref = "after")
    @Parameter(ref = "kind")
    @Parameter(ref = "type")
    @Parameter(ref = "status")
    @Parameter(ref = "metadata")
    @APIResponse(responseCode = "200", description = "The stream.", content = @Content(schema = @Schema(type = SchemaType.STRING), examples = @ExampleObject(name = "call", value = FeedDocs.STREAM)))
    public RestResponse<StreamingOutput> follow(@Context HttpHeaders headers, @Context UriInfo uri,
            @Context RoutingContext context) {
        QueryParameters query = filter.query(uri, Set.of(AFTER));
        Wanted wanted = filter.wanted(query);
        String after = query.text(AFTER);
        query.violations().throwIfAny();
        String last = headers.getHeaderString("Last-Event-ID");
        FeedPosition from = position(last == null || last.isEmpty() ? after : last);
        var answer = ResponseBuilder.<StreamingOutput> ok().header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (context.request().method() == HttpMethod.HEAD) {
            return answer.header(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS).build();
        }
        FeedReader reader = feed.reader(from, tenant.get(), wanted);
        AtomicBoolean over = enter(context);
        FeedStream stream = new FeedStream(reader, readers, mapper, context,
                new Pace(feed.pause(), config.heartbeat(), config.patience(), endsAt())).begin();
        return answer.entity(out -> run(stream, out, over)).header("X-Accel-Buffering", "no").build(); // or nginx holds it back
    }

    /** Until its last look: or until the connection has ended, where there was none. */
    private AtomicBoolean enter(RoutingContext context) {
        readers.enter();
        AtomicBoolean over = new AtomicBoolean();
        Gone.then(context, () -> {
            if (over.compareAndSet(false, true)) {
                readers.leave();
            }
        });
        return over;
    }

    private void run(FeedStream stream, OutputStream out, AtomicBoolean over) throws IOException {
        if (over.compareAndSet(false, true)) {
            try {
                stream.run(out);
            } finally {
                readers.leave();
            }
        }
    }

    private FeedPosition position(String text) {
        return Feed.position(text, Whose.of(tenant.get()));
    }

    /** With the token: who comes back with a new one goes on by their last position. */
    private long endsAt() {
        return caller.ends().map(ends -> Duration.between(clock.instant(), ends)).filter(left -> left.compareTo(YEAR) < 0)
                .map(left -> System.nanoTime() + left.toNanos()).orElse(Long.MAX_VALUE);
    }
}
