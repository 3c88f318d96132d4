package io.amalgam8.sidecar.transport;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Fields whose names have underscores where those that the proxy vouches for have hyphens. Applications that follow CGI
 * cannot tell the two apart, so that a caller could say in their name what only the proxy may say.
 */
final class Lookalikes {

    private static final Set<String> NAMES = Set.of(
            "content-length",
            "transfer-encoding",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "http2-settings",
            "max-forwards",
            "x-real-ip",
            "x-request-id");

    private static final String[] FAMILIES = {"x-forwarded-", "x-a8-", "x-envoy-"};

    private Lookalikes() {}

    /** Takes them away. */
    static void remove(Fields fields) {
        Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.toNetty().iteratorCharSequence();
        while (all.hasNext()) {
            String name = all.next().getKey().toString();
            if (name.indexOf('_') >= 0 && isVouchedFor(name.replace('_', '-').toLowerCase(Locale.ROOT))) {
                all.remove();
            }
        }
    }

    private static boolean isVouchedFor(String name) {
        for (String family : FAMILIES) {
            if (name.startsWith(family)) {
                return true;
            }
        }
        return NAMES.contains(name);
    }
}
