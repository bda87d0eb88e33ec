package io.conversation.feed;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

import io.conversation.event.Event;
import io.conversation.event.EventView;
import io.conversation.session.Session;
import io.conversation.session.SessionView;

/** What the feed tells of one arrival, with the position to go on from behind it. */
@JsonInclude(Include.NON_NULL)
@Schema(name = "FeedItem", description = "Something that arrived.", requiredProperties = { "position", "kind", "sessionId" })
record FeedItem(
        @Schema(description = "Where to go on behind it; opaque and URL-safe.", examples = FeedPosition.EXAMPLE) String position,
        @Schema(description = "What arrived.", enumeration = {
                "session.created", "event.stored", "session.ended" }, examples = "event.stored") String kind,
        @Schema(description = "The session it is about.", examples = "call-7f3a") String sessionId,
        @Schema(description = "Where it was created or has ended: the session as it is when it is told.") SessionView session,
        @Schema(description = "The event that was stored.") EventView event){

    /** Of what there is. */
    enum Kind {
        CREATED("session.created"),
        STORED("event.stored"),
        ENDED("session.ended");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }
    }

    static FeedItem of(FeedPosition position, Kind kind, Session session) {
        return new FeedItem(position.text(), kind.wire, session.sessionId.clientId(), SessionView.of(session), null);
    }

    static FeedItem of(FeedPosition position, Event event) {
        return new FeedItem(position.text(), Kind.STORED.wire, event.sessionId.clientId(), null, EventView.of(event));
    }
}
