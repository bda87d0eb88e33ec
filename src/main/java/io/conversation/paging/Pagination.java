package io.conversation.paging;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/** Where a page stands in its list. */
@JsonInclude(Include.NON_NULL)
@Schema(description = "Where the page stands in its list.", requiredProperties = { "limit", "hasMore" })
public record Pagination(
        @Schema(description = "The most items a page may have, 1 to 500; it has fewer where they are more than 16 MiB.", examples = "50") int limit,
        @Schema(description = "Whether there is a next page.", examples = "true") boolean hasMore,
        @Schema(description = "Opaque and URL-safe; absent at the end.", examples = Cursor.EXAMPLE) String nextCursor,
        @Schema(description = "All events of the session; only with count=true.", examples = "1234") Long total) {
}
