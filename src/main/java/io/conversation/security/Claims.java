package io.conversation.security;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.TenantConfig;

/** Reads what a token that has been verified says of its bearer. */
@Singleton
class Claims {

    /** Possessive: a look at eight kilobytes of dots ends where it fails. */
    private static final Pattern FORM = Pattern.compile("[\\w-]++\\.[\\w-]++\\.[\\w-]++");
    private static final List<String> INSTANTS = List.of("exp", "nbf", "iat");
    /** Of the year 9999. */
    private static final double LAST_SECOND = 253_402_300_799d;

    private final ObjectMapper mapper;
    private final String scopeClaim;
    private final Optional<String> tenantClaim;

    Claims(ObjectMapper mapper, SecurityConfig config, TenantConfig tenantConfig) {
        this.mapper = mapper;
        this.scopeClaim = config.scopeClaim();
        this.tenantClaim = tenantConfig.tenantClaim();
    }

    /** Whether it has the form of a signed token (RFC 7515, 7.1): what has not, the framework does not always survive. */
    boolean isToken(String text) {
        if (!FORM.matcher(text).matches()) {
            return false;
        }
        try {
            for (String part : text.split("\\.")) {
                Base64.getUrlDecoder().decode(part);
            }
            return mapper.readTree(Base64.getUrlDecoder().decode(text.substring(0, text.indexOf('.')))).isObject();
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    Grant grant(String token) {
        JsonNode claims = payload(token);
        INSTANTS.forEach(name -> requireInstant(claims.path(name)));
        Optional<Instant> ends = Optional.of(claims.path("exp")).filter(JsonNode::isNumber)
                .map(exp -> Instant.ofEpochSecond(exp.asLong()));
        return new Grant(claims.path("sub").asText("unnamed"), scopes(at(claims, scopeClaim)),
                tenantClaim.map(claim -> at(claims, claim)).filter(JsonNode::isTextual).map(JsonNode::textValue), ends);
    }

    private static void requireInstant(JsonNode claim) {
        if (!claim.isMissingNode() && !(claim.isNumber() && claim.asDouble() >= 0 && claim.asDouble() <= LAST_SECOND)) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "A time of the token is none.");
        }
    }

    private JsonNode payload(String token) {
        try {
            return mapper.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
        } catch (IOException e) {
            // Signed, and still nothing that is taken here: a key twice, or too deep.
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "The claims of the token cannot be read.");
        }
    }

    /** The claim of this name, which may have slashes itself, or else what the path leads to. */
    private static JsonNode at(JsonNode claims, String path) {
        if (claims.has(path)) {
            return claims.get(path);
        }
        JsonNode found = claims;
        for (String name : path.split("/")) {
            found = found.isObject() ? found.path(name) : MissingNode.getInstance();
        }
        return found;
    }

    /** Those that are known, of a string with spaces (RFC 8693, 4.2) or an array. */
    private static Set<Scope> scopes(JsonNode claim) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        if (claim.isTextual()) {
            for (String name : claim.textValue().split(" ")) {
                Scope.of(name).ifPresent(scopes::add);
            }
        } else if (claim.isArray()) {
            claim.forEach(name -> Scope.of(name.isTextual() ? name.textValue() : "").ifPresent(scopes::add));
        }
        return scopes;
    }
}
