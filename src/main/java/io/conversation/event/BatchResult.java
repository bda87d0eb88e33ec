package io.conversation.event;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

import io.conversation.problem.Problem;

/** What became of each event of a batch, in the order given. */
@Schema(name = "BatchResult", description = "What became of each event of a batch.", requiredProperties = { "created",
        "replayed",
        "failed", "results" })
public record BatchResult(
        @Schema(description = "Events stored now.", examples = "2") int created,
        @Schema(description = "Events that were stored before.", examples = "1") int replayed,
        @Schema(description = "Events refused, each with its problem.", examples = "0") int failed,
        @Schema(description = "One for each event, in the order given.") List<Item> results) {

    static BatchResult of(List<Item> items) {
        return new BatchResult(count(items, 201), count(items, 200), items.size() - count(items, 201) - count(items, 200),
                items);
    }

    private static int count(List<Item> items, int status) {
        return (int) items.stream().filter(item -> item.status() == status).count();
    }

    /** What became of one event. */
    @JsonInclude(Include.NON_NULL)
    @Schema(name = "BatchItem", description = "What became of one event.", requiredProperties = { "index", "status" })
    public record Item(
            @Schema(description = "Its place in the batch, from 0.", examples = "0") int index,
            @Schema(description = "Absent where it could not be read.", examples = "turn-004") String eventId,
            @Schema(description = "201 stored now, 200 stored before, else the problem's.", examples = "201") int status,
            @Schema(description = "Only for one stored before that differs from what was sent: the fields in which it does.", examples = "[\"payload\"]") List<String> differing,
            @Schema(description = "Only for an event that was refused.") Problem problem) {

        static Item taken(int index, Appended outcome) {
            return new Item(index, outcome.event().eventId, outcome.isNew() ? 201 : 200,
                    outcome.differing().isEmpty() ? null : outcome.differing(), null);
        }

        static Item refused(int index, String eventId, Problem problem) {
            return new Item(index, eventId, problem.status(), null, problem);
        }
    }
}
