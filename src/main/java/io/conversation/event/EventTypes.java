package io.conversation.event;

import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.inject.Singleton;

import io.conversation.problem.Violations;
import io.conversation.settings.RefusedSetting;
import io.quarkus.runtime.Startup;

/** The configured types of events. */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
public class EventTypes {

    private final Set<String> types;

    EventTypes(EventsConfig config) {
        this.types = new LinkedHashSet<>(config.eventTypes());
        if (types.stream().anyMatch(String::isBlank)) {
            throw new RefusedSetting("sessions.event-types: a type must not be empty");
        }
    }

    public void check(String type, String field, Violations violations) {
        if (type == null) {
            violations.add(field, "is required");
        } else if (!types.contains(type)) {
            violations.add(field, "has to be one of " + String.join(", ", types));
        }
    }
}
