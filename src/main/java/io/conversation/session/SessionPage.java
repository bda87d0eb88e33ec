package io.conversation.session;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.conversation.paging.PageRequest;
import io.conversation.paging.Pagination;
import io.conversation.paging.Slice;

/** One page of the list of sessions. */
@Schema(description = "One page of sessions.", requiredProperties = { "sessions", "pagination" })
public record SessionPage(List<SessionView> sessions, Pagination pagination) {

    static SessionPage of(Slice<Session> slice, PageRequest page) {
        return new SessionPage(slice.items().stream().map(SessionView::of).toList(), slice.pagination(page, null));
    }
}
