package io.conversation.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import de.bwaldvogel.mongo.bson.Document;

/** What a server in trouble answers to a command, in the form in which MongoDB gives it. */
public sealed interface PlannedAnswer {

    /** The command as a whole fails, and does nothing. */
    record CommandError(int code, String... labels) implements PlannedAnswer {
    }

    /** The same, in words that quote the command. */
    record QuotingError(int code) implements PlannedAnswer {
    }

    /** Each document of an insert or an update fails, or only the first, and the others are written. */
    record WriteErrors(int code, boolean onlyFirst) implements PlannedAnswer {
    }

    /** The command does what it should, on this node alone. */
    record WriteConcernError(int code, String... labels) implements PlannedAnswer {
    }

    /** A read with this level of read concern, null for none, finds nothing; others find what there is. */
    record NothingFound(String level) implements PlannedAnswer {
    }

    /** A read with this level of read concern fails. */
    record ReadError(String level, int code) implements PlannedAnswer {
    }

    /** In the place of the command, which {@code run} would run. */
    default Document answer(Document command, UnaryOperator<Document> run) {
        return switch (this) {
            case CommandError error -> labelled(failure(error.code).append("ok", 0.0), error.labels);
            case QuotingError error -> failure(error.code).append("errmsg", "planned by a test in element " + command)
                    .append("errInfo", new Document("details", command)).append("ok", 0.0);
            case WriteConcernError error -> labelled(run.apply(command).append("writeConcernError", failure(error.code)),
                    error.labels);
            case NothingFound nothing when Objects.equals(nothing.level, level(command)) -> new Document("cursor",
                    new Document("id", 0L).append("ns", "any.any").append("firstBatch", List.of())).append("ok", 1.0);
            case NothingFound others -> run.apply(command);
            case ReadError error when Objects.equals(error.level, level(command)) -> failure(error.code).append("ok", 0.0);
            case ReadError others -> run.apply(command);
            case WriteErrors error when error.onlyFirst -> afterFirst(error.code, command, run);
            case WriteErrors error -> {
                List<Document> errors = new ArrayList<>();
                for (int i = 0; i < documents(command).size(); i++) {
                    errors.add(failure(error.code).append("index", i));
                }
                yield new Document("n", 0).append("nModified", 0).append("writeErrors", errors).append("ok", 1.0);
            }
        };
    }

    private static Document afterFirst(int code, Document command, UnaryOperator<Document> run) {
        List<?> documents = documents(command);
        List<Document> errors = new ArrayList<>(List.of(failure(code).append("index", 0)));
        Document answer = new Document("n", 0).append("nModified", 0).append("ok", 1.0);
        if (documents.size() > 1) {
            Document rest = command.clone();
            rest.put(documentsOf(command), documents.subList(1, documents.size()));
            answer = run.apply(rest);
            shift(answer, "upserted");
            errors.addAll(shift(answer, "writeErrors"));
        }
        return answer.append("writeErrors", errors);
    }

    /** Their places among all that were sent. */
    private static List<Document> shift(Document answer, String list) {
        List<Document> shifted = ((List<?>) answer.getOrDefault(list, List.of())).stream().map(Document.class::cast).toList();
        shifted.forEach(each -> each.put("index", ((Number) each.get("index")).intValue() + 1));
        return shifted;
    }

    private static List<?> documents(Document command) {
        return (List<?>) command.get(documentsOf(command));
    }

    private static String documentsOf(Document command) {
        return command.containsKey("insert") ? "documents" : "updates";
    }

    private static Object level(Document command) {
        return command.get("readConcern") instanceof Document concern ? concern.get("level") : null;
    }

    private static Document failure(int code) {
        return new Document("code", code).append("codeName", "Planned").append("errmsg", "planned by a test: " + code);
    }

    private static Document labelled(Document answer, String... labels) {
        return labels.length == 0 ? answer : answer.append("errorLabels", List.of((Object[]) labels));
    }
}
