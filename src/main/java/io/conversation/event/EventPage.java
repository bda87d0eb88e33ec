package io.conversation.event;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.conversation.paging.PageRequest;
import io.conversation.paging.Pagination;
import io.conversation.paging.Slice;

/** One page of a session's events. */
@Schema(description = "One page of events.", requiredProperties = { "events", "pagination" })
public record EventPage(List<EventView> events, Pagination pagination) {

    static EventPage of(Slice<Event> slice, PageRequest page) {
        return new EventPage(slice.items().stream().map(EventView::of).toList(), slice.pagination(page, null));
    }
}
