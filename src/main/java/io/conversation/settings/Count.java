package io.conversation.settings;

import java.util.regex.Pattern;

import org.eclipse.microprofile.config.spi.Converter;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** How numbers of things are set: whole, from 1 to a million. */
@RegisterForReflection
public final class Count implements Converter<Integer> {

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
    private static final int MOST = 1_000_000;

    @Override
    public Integer convert(String text) {
        String number = text.strip();
        if (number.isEmpty()) {
            return null;
        }
        int count = WHOLE.matcher(number).matches() ? Integer.parseInt(number) : 0;
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("it has to be a whole number from 1 to " + MOST);
        }
        return count;
    }
}
