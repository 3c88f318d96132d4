package io.amalgam8.sidecar.wire;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Refuses hosts that no instance can have and that an attacker would like us to call: a cloud's metadata service, the
 * address that means "every address", and numbers that resolvers read as an address in a way of their own.
 */
final class DialableHost {

    private static final Pattern LOOKS_LIKE_IPV4 = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9A-Fa-f]*)\\.?");
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
    private static final byte[] METADATA_IPV4 = {(byte) 169, (byte) 254, (byte) 169, (byte) 254};
    private static final byte[] METADATA_IPV6 = {
        (byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54
    };
    private static final int IPV4_IN_IPV6 = 12;

    private DialableHost() {}

    /** The endpoint itself, when its host is one to call. */
    static Endpoint check(Endpoint endpoint) {
        String host = endpoint.host();
        boolean ipv6 = host.indexOf(':') >= 0;
        boolean name = !ipv6 && !LOOKS_LIKE_IPV4.matcher(host).matches();
        if (name || endpoint.type() == EndpointType.USER) {
            return endpoint;
        }
        if (!ipv6 && !IPV4.matcher(host).matches()) {
            throw refused(host, "four numbers of 0 to 255, or a name");
        }
        InetAddress address = literal(host);
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || isMetadata(address.getAddress())) {
            throw refused(host, "an address that an instance can have");
        }
        return endpoint;
    }

    private static InetAddress literal(String host) {
        int scope = host.indexOf('%');
        try {
            // Never a look-up: only literals come here.
            return InetAddress.getByName(scope < 0 ? host : host.substring(0, scope));
        } catch (UnknownHostException e) {
            throw refused(host, "an IPv6 address");
        }
    }

    private static boolean isMetadata(byte[] address) {
        if (address.length == METADATA_IPV4.length) {
            return Arrays.equals(address, METADATA_IPV4);
        }
        return Arrays.equals(address, METADATA_IPV6)
                || Arrays.equals(Arrays.copyOfRange(address, IPV4_IN_IPV6, address.length), METADATA_IPV4);
    }

    private static InvalidValueException refused(String host, String expectation) {
        return InvalidValueException.of("endpoint host", host, expectation);
    }
}
