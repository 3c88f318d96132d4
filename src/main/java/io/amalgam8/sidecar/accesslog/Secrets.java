package io.amalgam8.sidecar.accesslog;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Masks what a URL should not have held: the user and password before a host, and the values of parameters whose names
 * say that they are secret. A parameter is one of the query, of the fragment or of the path ({@code ;jsessionid=…}).
 */
final class Secrets {

    private static final String MASK = "***";

    /** A name is secret that has one of these in it, in any case and without hyphens, underscores and dots. */
    private static final List<String> PARTS = List.of(
            "token",
            "password",
            "passwd",
            "passphrase",
            "secret",
            "apikey",
            "accesskey",
            "privatekey",
            "signature",
            "credential",
            "authorization",
            "sessionid",
            "cookie",
            "jwt");

    /** Likewise one that is one of these. */
    private static final Set<String> WHOLE = Set.of("auth", "pwd", "pass", "pw", "sig", "sid", "session", "otp", "pin");

    private Secrets() {}

    /** The same URL, or request target in any form, without its secrets; the very same text where it has none. */
    static String mask(String url) {
        String anonymous = url.indexOf('@') < 0 ? url : maskUsers(url);
        return anonymous.indexOf('=') < 0 ? anonymous : maskValues(anonymous);
    }

    private static String maskUsers(String url) {
        StringBuilder masked = new StringBuilder(url.length());
        int done = 0;
        int start = startOfAuthority(url, 0);
        while (start >= 0) {
            int end = endOfAuthority(url, start);
            int at = lastAt(url, start, end);
            if (at >= start) {
                masked.append(url, done, start).append(MASK);
                done = at;
            }
            start = startOfAuthority(url, Math.max(end, start + 1));
        }
        return masked.append(url, done, url.length()).toString();
    }

    /** The next one: at the beginning of what is no path, and behind each pair of slashes. */
    private static int startOfAuthority(String url, int from) {
        int slashes = url.indexOf("//", from);
        boolean atOnce = from == 0 && !url.startsWith("/") && !isScheme(url, slashes);
        return atOnce ? 0 : slashes < 0 ? -1 : slashes + 2;
    }

    private static boolean isScheme(String url, int slashes) {
        return slashes > 0 && url.charAt(slashes - 1) == ':' && url.indexOf('@') > slashes;
    }

    private static int endOfAuthority(String url, int start) {
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int lastAt(String url, int start, int end) {
        int at = end - 1;
        while (at >= start && url.charAt(at) != '@') {
            at--;
        }
        return at;
    }

    private static String maskValues(String url) {
        StringBuilder masked = new StringBuilder(url.length());
        int done = 0;
        boolean inPath = true;
        int name = -1;
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            inPath &= c != '?' && c != '#';
            if (c == '=' && name >= 0 && isSecret(url.substring(name, i))) {
                masked.append(url, done, i + 1).append(MASK);
                i = endOfValue(url, i + 1, inPath) - 1;
                done = i + 1;
            }
            name = nameAfter(c, i, inPath, name);
        }
        return done == 0 ? url : masked.append(url, done, url.length()).toString();
    }

    /** Where the name begins that the next equals sign would end; negative where there is none. */
    private static int nameAfter(char c, int at, boolean inPath, int name) {
        if (c == '?' || c == '&' || c == ';' || c == '#') {
            return at + 1;
        }
        return c == '=' || (inPath && c == '/') ? -1 : name;
    }

    /** In a query only an ampersand ends a value for certain: what else a password holds is masked with it. */
    private static int endOfValue(String url, int start, boolean inPath) {
        int end = start;
        String ends = inPath ? "/;?#" : "&";
        while (end < url.length() && ends.indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static boolean isSecret(String name) {
        String plain = plain(name.indexOf('%') < 0 ? name : decoded(name));
        return WHOLE.contains(plain) || PARTS.stream().anyMatch(plain::contains);
    }

    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '-' && c != '_' && c != '.') {
                plain.append(c);
            }
        }
        return plain.toString().toLowerCase(Locale.ROOT);
    }

    /** As the instance will read it; what is no valid escape stays as it is. */
    private static String decoded(String name) {
        byte[] bytes = new byte[name.length()];
        int length = 0;
        for (int i = 0; i < name.length(); i++) {
            int high = name.charAt(i) == '%' && i + 2 < name.length() ? Character.digit(name.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(name.charAt(i + 2), 16);
            bytes[length++] = (byte) (low < 0 ? name.charAt(i) : high * 16 + low);
            i += low < 0 ? 0 : 2;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
