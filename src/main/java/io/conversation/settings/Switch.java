package io.conversation.settings;

import java.util.Locale;

import org.eclipse.microprofile.config.spi.Converter;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** How something is switched on or off: the framework takes for off whatever it does not know, and so a slip of the pen. */
@RegisterForReflection
public final class Switch implements Converter<Boolean> {

    @Override
    public Boolean convert(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "" -> null;
            case "true", "yes", "on", "y", "1" -> true;
            case "false", "no", "off", "n", "0" -> false;
            default -> throw new IllegalArgumentException("it has to be true or false");
        };
    }
}
