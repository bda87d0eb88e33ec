package io.conversation.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;

/** Which methods a path takes: a 405 has to say so (RFC 9110, 15.5.6), and the framework's own does not. */
@Singleton
class AllowedMethods {

    private record Route(Pattern path, String method, boolean isLiteral) {
    }

    private volatile List<Route> routes;

    String of(String path) {
        List<Route> matching = routes().stream().filter(route -> route.path().matcher(path).matches()).toList();
        // A path of its own is no id.
        boolean literal = matching.stream().anyMatch(Route::isLiteral);
        TreeSet<String> methods = new TreeSet<>();
        matching.stream().filter(route -> route.isLiteral() == literal).forEach(route -> methods.add(route.method()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
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
