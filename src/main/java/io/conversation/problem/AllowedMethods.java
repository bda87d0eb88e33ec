package io.conversation.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;

/**
 * Which methods a path takes: a 405 has to say so (RFC 9110, 15.5.6), and the framework's own does not; nor does it rightly for
 * OPTIONS.
 */
@Singleton
public class AllowedMethods {

    private record Route(Pattern path, String method, boolean isLiteral) {
    }

    private static final String OPTIONS = "OPTIONS";

    private volatile List<Route> routes;

    /** In the place of the framework, which tells of all paths beside this one, too. */
    void install(@Observes Router router) {
        router.options().handler(context -> {
            String methods = of(context.normalizedPath());
            if (methods.equals(OPTIONS)) {
                context.next();
            } else {
                context.response().putHeader(HttpHeaders.ALLOW, methods).end();
            }
        });
    }

    String of(String path) {
        List<Route> matching = routes().stream().filter(route -> route.path().matcher(path).matches()).toList();
        // A path of its own is no id.
        boolean literal = matching.stream().anyMatch(Route::isLiteral);
        TreeSet<String> methods = new TreeSet<>();
        matching.stream().filter(route -> route.isLiteral() == literal).forEach(route -> methods.add(route.method()));
        return text(methods);
    }

    /** As the header tells them: what can be had can be asked for without its body, and every path for its methods. */
    public static String text(Set<String> methods) {
        TreeSet<String> all = new TreeSet<>(methods);
        if (all.contains("GET")) {
            all.add("HEAD");
        }
        all.add(OPTIONS);
        return String.join(", ", all);
    }

    private List<Route> routes() {
        if (routes == null) {
            List<Route> found = new ArrayList<>();
            RuntimeResourceVisitor.visitRuntimeResources("", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
                    new RuntimeResourceVisitor() {
                        @Override
                        public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
                            found.add(new Route(pattern(path), method, !path.contains("{")));
                        }
                    });
            routes = List.copyOf(found);
        }
        return routes;
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(template.replaceAll("\\{[^}]+}", "[^/]+").replaceAll("/$", "") + "/?");
    }
}
