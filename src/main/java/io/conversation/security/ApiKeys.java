package io.conversation.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.settings.RefusedSetting;
import io.conversation.tenant.TenantConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/**
 * Keys by their SHA-256. A slow hash with salt is for what people make up; a key of 256 random bits is not found by trying, and
 * one look-up by its hash tells nothing by the time it takes. The file is looked at again and again, a broken one changes
 * nothing.
 */
@Singleton
class ApiKeys implements Credentials {

    private static final Logger LOG = Logger.getLogger(ApiKeys.class);

    private final Optional<Path> file;
    private final boolean tenants;
    private volatile Map<String, Grant> byHash;
    private String content;

    ApiKeys(SecurityConfig config, TenantConfig tenantConfig, Vertx vertx) {
        this.file = config.apiKeys().file();
        this.tenants = tenantConfig.tenantClaim().isPresent();
        if (file.isPresent()) {
            content = read(file.get());
            byHash = ApiKeyList.ofFile(content, file.get().toString(), tenants);
            vertx.setPeriodic(config.apiKeys().reloadInterval().toMillis(), look -> vertx.executeBlocking(this::reload));
        } else {
            byHash = ApiKeyList.ofSetting(config.apiKeys().list().orElseThrow(), "sessions.api-keys.list", tenants);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new RefusedSetting("sessions.api-keys.file: it cannot be read: " + e);
        }
    }

    @Override
    public Uni<Grant> verify(String key, RoutingContext context) {
        Grant grant = byHash.get(Sha256.of(key));
        return grant != null ? Uni.createFrom().item(grant)
                : Uni.createFrom().failure(new ProblemException(ProblemType.UNAUTHENTICATED, "The key is not known here."));
    }

    /** What is wrong is told once for each content, not at each look. */
    private synchronized boolean reload() {
        String before = content;
        try {
            content = Files.readString(file.orElseThrow());
            if (content.equals(before)) {
                return false;
            }
            byHash = ApiKeyList.ofFile(content, file.get().toString(), tenants);
            LOG.infof("%d keys were read from %s", byHash.size(), file.get());
            return true;
        } catch (IOException e) {
            content = "";
            return complain(before, "it cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            return complain(before, e.getMessage());
        }
    }

    private boolean complain(String before, String what) {
        if (!content.equals(before)) {
            LOG.errorf("The file of keys is broken, and those of before stay in force: %s", what);
        }
        return false;
    }
}
