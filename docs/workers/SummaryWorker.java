//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
import java.io.IOException;
import java.net.URI;
import java.net.http.*;
import java.nio.file.*;
import java.util.Map;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Adds a summary to each session that has ended. Usage: SummaryWorker http://localhost:8080 position.txt */
class SummaryWorker {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String... args) throws Exception {
        Path place = Path.of(args[1]);
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
            Files.writeString(place, position); // Only now: who is killed before does it again, and the event is there once.
        }
    }

    /** The answer, asked for until there is one: 404 or 410 where the session has been erased meanwhile. */
    static HttpResponse<String> call(String uri, String body) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(uri))
                .headers("Accept", "application/x-ndjson, application/json;q=0.5", "Content-Type", "application/json")
                .method(body.isEmpty() ? "GET" : "POST", HttpRequest.BodyPublishers.ofString(body)).build();
        while (true) {
            try {
                var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() < 500) return answer;
            } catch (IOException away) { } // It will be back.
            Thread.sleep(1000);
        }
    }
}
