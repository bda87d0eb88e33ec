package io.conversation.security;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.conversation.settings.RefusedSetting;
import io.conversation.tenant.IdAlphabet;

/**
 * Keys as an operator writes them down, one a line: {@code name sha256-of-the-key scope,scope tenant}. What is wrong is told by
 * its line, never by what stands there: it may be a key that somebody forgot to hash.
 */
final class ApiKeyList {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final boolean tenants;
    private final Map<String, Grant> byHash = new HashMap<>();

    private ApiKeyList(boolean tenants) {
        this.tenants = tenants;
    }

    /** What each key of a file allows, by its hash; one on each line. */
    static Map<String, Grant> ofFile(String text, String source, boolean tenants) {
        return read(List.of(text.split("\\R", -1)), source, "line", tenants);
    }

    /** The same of a setting, where keys are separated by semicolons as well. */
    static Map<String, Grant> ofSetting(String text, String source, boolean tenants) {
        return read(text.lines().flatMap(line -> isComment(line) ? Stream.empty() : Stream.of(line.split(";"))).toList(),
                source, "key", tenants);
    }

    private static Map<String, Grant> read(List<String> lines, String source, String unit, boolean tenants) {
        ApiKeyList list = new ApiKeyList(tenants);
        int number = 0;
        for (String line : lines) {
            number++;
            if (!line.isBlank() && !isComment(line)) {
                list.add(line.strip().split("\\s+"), source + ", " + unit + " " + number);
            }
        }
        if (list.byHash.isEmpty()) {
            throw new RefusedSetting(source + ": there is no key");
        }
        return Map.copyOf(list.byHash);
    }

    private static boolean isComment(String line) {
        return line.strip().startsWith("#");
    }

    private void add(String[] parts, String place) {
        require(parts.length == (tenants ? 4 : 3), place, tenants ? "is to be 'name hash scopes tenant'"
                : "is to be 'name hash scopes'; a tenant needs sessions.tenant-claim");
        require(HASH.matcher(parts[1]).matches(), place, "needs the SHA-256 of the key as 64 small hexadecimal digits");
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(parts[2].split(",")).forEach(text -> {
            Optional<Scope> scope = Scope.of(text);
            require(scope.isPresent(), place, "has a scope that is none of sessions:read, sessions:write, sessions:admin");
            scopes.add(scope.get());
        });
        require(!tenants || IdAlphabet.isWellFormed(parts[3]), place, "has a tenant whose name " + IdAlphabet.RULE);
        Grant grant = new Grant(parts[0], scopes, tenants ? Optional.of(parts[3]) : Optional.empty(), Optional.empty());
        require(byHash.put(parts[1], grant) == null, place, "is there twice");
    }

    private static void require(boolean holds, String place, String what) {
        if (!holds) {
            throw new RefusedSetting(place + ": " + what);
        }
    }
}
