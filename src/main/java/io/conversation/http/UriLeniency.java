package io.conversation.http;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;

/**
 * Has the framework let any path through, as it would refuse what is no URI with an empty 400: {@link PathSpelling} looks at
 * each, and whatever is refused is told why. It has only a system property for that, to be set before any of its classes is
 * there.
 */
@StaticInitSafe
public class UriLeniency implements SmallRyeConfigBuilderCustomizer {

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        System.setProperty("vertx.disableURIValidation", "true");
    }
}
