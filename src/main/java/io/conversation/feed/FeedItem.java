package io.conversation.feed;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

import io.conversation.event.EventView;
import io.conversation.session.SessionView;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What the feed tells of one arrival, with the position to go on from behind it. */
@RegisterForReflection
@JsonInclude(Include.NON_NULL)
@Schema(name = "FeedItem", description = "Something that arrived.", requiredProperties = { "position", "kind", "sessionId" })
record FeedItem(
        @Schema(description = "Where to go on behind it; opaque and URL-safe.", examples = FeedPosition.EXAMPLE) String position,
        @Schema(description = "What arrived.", enumeration = {
                "session.created", "event.stored", "session.ended" }, examples = "event.stored") String kind,
        @Schema(description = "The session it is about.", examples = "call-7f3a") String sessionId,
        @Schema(description = "Where it was created or has ended: the session as it is when it is told.") SessionView session,
        @Schema(description = "The event that was stored.") EventView event){

    static FeedItem of(Told told) {
        Item item = told.item();
        return new FeedItem(told.position().text(), item.kind().wire(), item.sessionId().clientId(),
                item.session() == null ? null : SessionView.of(item.session()),
                item.event() == null ? null : EventView.of(item.event()));
    }
}
