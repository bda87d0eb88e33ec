package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {

    @ParameterizedTest
    @ValueSource(strings = { "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
            "127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
            "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255",
            "240.0.0.1", "255.255.255.255", "127.1", "2130706433", "::", "::1", "::127.0.0.1", "::8.8.8.8", "fe80::1",
            "febf::1", "fec0::1", "fc00::1", "fd12:3456::1", "fd00:ec2::254", "ff02::1", "64:ff9b::10.0.0.1",
            "64:ff9b:1::8.8.8.8", "100::1", "2001::1", "2001:0:4136:e378::1", "2001:10::1", "2001:db8::1", "2002:0a00:0001::1",
            "2002:808:808::1", "3fff::1", "5f00::1" })
    void what_is_not_of_the_internet_is_not_public(String address) throws UnknownHostException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.0.0.1",
            "128.0.0.1", "169.253.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "192.167.0.1", "192.169.0.1", "198.17.0.1",
            "198.20.0.1", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888",
            "64:ff9b::8.8.8.8" })
    void what_is_of_the_internet_is(String address) throws UnknownHostException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void one_that_is_mapped_is_as_public_as_what_it_stands_for() throws UnknownHostException {
        assertThat(PublicAddress.is(mapped(127, 0, 0, 1))).isFalse();
        assertThat(PublicAddress.is(mapped(169, 254, 169, 254))).isFalse();
        assertThat(PublicAddress.is(mapped(8, 8, 8, 8))).isTrue();
    }

    /** As an address of IPv6, which Java makes one of IPv4 where it can. */
    private static InetAddress mapped(int... address) throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        for (int i = 0; i < address.length; i++) {
            bytes[12 + i] = (byte) address[i];
        }
        return Inet6Address.getByAddress("mapped", bytes, 0);
    }
}
