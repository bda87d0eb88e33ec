package io.conversation.event;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.conversation.paging.Pagination;
import io.conversation.session.SessionView;

/** A session with a page of its events. */
@Schema(description = "A session with a page of its events.", requiredProperties = { "session", "events", "pagination" })
public record Transcript(SessionView session, List<EventView> events, Pagination pagination) {
}
