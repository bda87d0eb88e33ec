package io.conversation.settings;

import java.math.BigInteger;
import java.util.regex.Pattern;

import org.eclipse.microprofile.config.spi.Converter;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;

/** How sizes are set: with a unit, {@code B}, {@code K}, {@code M} or {@code G} of 1,024; from 1K to 1T. */
@RegisterForReflection
public final class Size implements Converter<MemorySize> {

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern WITH_UNIT = Pattern.compile("[0-9]{1,15}[BbKkMmGg]");
    private static final BigInteger LEAST = BigInteger.ONE.shiftLeft(10);
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(40);

    @Override
    public MemorySize convert(String text) {
        String size = text.strip();
        if (size.isEmpty()) {
            return null;
        }
        if (NUMBER.matcher(size).matches()) {
            throw new IllegalArgumentException("it has no unit; say " + size + "B for bytes, or K, M or G");
        }
        if (!WITH_UNIT.matcher(size).matches()) {
            throw new IllegalArgumentException("it is no size; one is like 512K, 32M or 1G");
        }
        MemorySize converted = new MemorySizeConverter().convert(size);
        if (converted.asBigInteger().compareTo(LEAST) < 0 || converted.asBigInteger().compareTo(MOST) > 0) {
            throw new IllegalArgumentException("it has to be from 1K to 1024G");
        }
        return converted;
    }
}
