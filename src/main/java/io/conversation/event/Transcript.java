package io.conversation.event;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.conversation.paging.PageRequest;
import io.conversation.paging.Pagination;
import io.conversation.paging.Slice;
import io.conversation.session.Session;
import io.conversation.session.SessionView;

/** A session with a page of its events. */
@Schema(description = "A session with a page of its events.", requiredProperties = { "session", "events", "pagination" })
public record Transcript(SessionView session, List<EventView> events, Pagination pagination) {

    static Transcript of(Session session, Slice<Event> slice, PageRequest page, Long total) {
        return new Transcript(SessionView.of(session), slice.items().stream().map(EventView::of).toList(),
                slice.pagination(page, total));
    }
}
