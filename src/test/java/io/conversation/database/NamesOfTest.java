package io.conversation.database;

import java.net.InetAddress;
import java.util.List;

import com.mongodb.spi.dns.InetAddressResolver;
import com.mongodb.spi.dns.InetAddressResolverProvider;

/** The driver's host names: those under {@code .conversation.test} are this machine; found by the driver. */
public final class NamesOfTest implements InetAddressResolverProvider {

    static final String DOMAIN = "conversation.test";

    @Override
    public InetAddressResolver create() {
        return host -> host.endsWith(DOMAIN) ? List.of(InetAddress.getLoopbackAddress())
                : List.of(InetAddress.getAllByName(host));
    }
}
