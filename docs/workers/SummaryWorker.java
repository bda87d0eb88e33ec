//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
import java.net.URI;
import java.net.http.*;
import java.nio.file.*;
import java.util.Map;
import java.util.concurrent.*;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Adds a summary to each session that has ended. Usage: SummaryWorker http://localhost:8080 position.txt */
class SummaryWorker {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String... args) throws Exception {
        Path place = Path.of(args[1]), beside = Path.of(args[1] + ".new");
        String position = Files.exists(place) ? Files.readString(place) : "start";
        while (true) {
            var items = call(args[0] + "/feed?limit=500&wait=30&kind=session.ended&after=" + position, "");
            for (String item : items.body().lines().toList()) {
                String id = JSON.readTree(item).get("sessionId").textValue().replace("|", "%7C");
                String events = args[0] + "/sessions/" + id + "/events";
                String text = call(events + "?type=user_speech", "").body().lines().count() + " turns of the user";
                var summary = Map.of("eventId", "summary", "type", "system", "payload", Map.of("summary", text));
                call(events, JSON.writeValueAsString(summary));
            }
            position = items.headers().firstValue("Next-Position").orElseThrow();
            // Only now, and whole at any time: who is killed before does it again, and the event is there once.
            Files.writeString(beside, position);
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The answer, asked for until there is one: 404 or 410 where the session has been erased meanwhile. Refused, it ends. */
    static HttpResponse<String> call(String uri, String body) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(uri))
                .headers("Accept", "application/x-ndjson, application/json;q=0.5", "Content-Type", "application/json")
                .method(body.isEmpty() ? "GET" : "POST", HttpRequest.BodyPublishers.ofString(body)).build();
        while (true) {
            var sent = HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            try {
                var answer = sent.get(2, TimeUnit.MINUTES);
                int status = answer.statusCode();
                if (status / 100 == 2 || status == 404 || status == 410) return answer;
                if (status < 500) throw new IllegalStateException(uri + " is refused: " + status + " " + answer.body());
            } catch (ExecutionException | TimeoutException away) { sent.cancel(true); } // It will be back.
            Thread.sleep(1000);
        }
    }
}
