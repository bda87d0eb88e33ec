package io.conversation.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are of the internet: unicast, and in none of the registries of special purpose (RFC 6890). One of IPv6 that
 * stands for one of IPv4, mapped or by NAT64, is as public as that.
 */
final class PublicAddress {

    private static final int IPV4 = 4;
    private static final List<Range> SPECIAL_IPV4 = ranges("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
            "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4");
    /** All that is global unicast of IPv6, and what of it is special: the ways through IPv4 are, too. */
    private static final Range GLOBAL_UNICAST = Range.of("2000::/3");
    private static final List<Range> SPECIAL_IPV6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48",
            "3fff::/20");
    private static final Range NAT64 = Range.of("64:ff9b::/96");
    private static final byte[] MAPPED = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1 };

    private PublicAddress() {
    }

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == IPV4) {
            return isIpv4(bytes);
        }
        if (NAT64.has(bytes) || Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length)) {
            return isIpv4(Arrays.copyOfRange(bytes, MAPPED.length, bytes.length));
        }
        return GLOBAL_UNICAST.has(bytes) && SPECIAL_IPV6.stream().noneMatch(range -> range.has(bytes));
    }

    private static boolean isIpv4(byte[] address) {
        return SPECIAL_IPV4.stream().noneMatch(range -> range.has(address));
    }

    private static List<Range> ranges(String... ranges) {
        return Arrays.stream(ranges).map(Range::of).toList();
    }

    private record Range(byte[] first, int bits) {

        static Range of(String text) {
            String[] parts = text.split("/");
            try {
                return new Range(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }

        boolean has(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (first[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
