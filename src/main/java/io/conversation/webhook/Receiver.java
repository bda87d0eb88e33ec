package io.conversation.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.conversation.http.PageLink;
import io.conversation.settings.RefusedSetting;
import io.conversation.tenant.SessionId;
import io.quarkus.runtime.Startup;

/**
 * Who is told of ends, as it is set; refused at start where that cannot be. What is refused is not repeated: it may be secret.
 */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
public class Receiver {

    private static final String URL = "sessions.webhook.url";
    private static final String PUBLIC_URL = "sessions.webhook.public-url";
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern ADDRESS = Pattern.compile("\\[.*|[0-9.]+");
    /** Longer, and the id of a delivery would outlive what receivers remember of it. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private final URI url;
    private final Signatures signatures;
    private final boolean anyAddress;
    private final Duration timeout;
    private final Duration giveUpAfter;
    private final String linkBase;

    Receiver(WebhookConfig config) {
        this.anyAddress = config.allowPrivateAddresses();
        this.timeout = config.timeout();
        this.giveUpAfter = config.giveUpAfter();
        if (!giveUpAfter.isPositive() || giveUpAfter.compareTo(LONGEST) > 0) {
            throw new RefusedSetting("sessions.webhook.give-up-after: " + giveUpAfter
                    + " has to be longer than zero, and 30 days at the most");
        }
        this.linkBase = config.publicUrl().map(text -> withoutSlash(parse(PUBLIC_URL, text))).orElse("");
        this.url = config.url().map(text -> parse(URL, text)).orElse(null);
        if ((url == null) != config.secret().isEmpty()) {
            throw new RefusedSetting("sessions.webhook.url and sessions.webhook.secret: one is set without the other");
        }
        this.signatures = config.secret().map(Receiver::signatures).orElse(null);
        if (url != null && !anyAddress) {
            requirePublic();
        }
    }

    private static Signatures signatures(String secrets) {
        try {
            return Signatures.of(secrets);
        } catch (IllegalArgumentException e) {
            throw new RefusedSetting("sessions.webhook.secret: it " + e.getMessage());
        }
    }

    private static URI parse(String setting, String text) {
        try {
            URI uri = new URI(text.strip());
            if (uri.getHost() == null || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT)) || uri.getPort() == 0
                    || uri.getPort() > 65_535) {
                throw new RefusedSetting(setting + ": it has to be like https://host/path");
            }
            if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                throw new RefusedSetting(setting + ": it may have no user in it, and no fragment");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new RefusedSetting(setting + ": it is no URL");
        }
    }

    private static String withoutSlash(URI base) {
        if (base.getRawQuery() != null) {
            throw new RefusedSetting(PUBLIC_URL + ": it may have no query");
        }
        return base.toString().replaceAll("/+$", "");
    }

    /** What a name stands for is looked at with each attempt. */
    private void requirePublic() {
        if (!isTls()) {
            throw new RefusedSetting(URL + ": it has to be https, or sessions.webhook.allow-private-addresses to be true");
        }
        try {
            if (ADDRESS.matcher(host()).matches() && !PublicAddress.is(InetAddress.getByName(host()))) {
                throw new RefusedSetting(URL + ": its address is none of the internet, and"
                        + " sessions.webhook.allow-private-addresses is false");
            }
        } catch (UnknownHostException e) {
            throw new RefusedSetting(URL + ": its host is no address");
        }
    }

    public boolean isOn() {
        return url != null;
    }

    /** The only part of it that is told. */
    String host() {
        return url.getHost();
    }

    boolean isTls() {
        return url.getScheme().equalsIgnoreCase("https");
    }

    int port() {
        return url.getPort() > 0 ? url.getPort() : isTls() ? 443 : 80;
    }

    /** Path and query, as a request names them. */
    String target() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    boolean mayBe(InetAddress address) {
        return anyAddress || PublicAddress.is(address);
    }

    Signatures signatures() {
        return signatures;
    }

    Duration timeout() {
        return timeout;
    }

    Duration giveUpAfter() {
        return giveUpAfter;
    }

    String link(SessionId sessionId) {
        return linkBase + PageLink.path("/sessions/" + sessionId.clientId());
    }
}
