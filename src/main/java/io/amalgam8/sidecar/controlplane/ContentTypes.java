package io.amalgam8.sidecar.controlplane;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a request's headers say of the form of its body and of the answer's. */
final class ContentTypes {

    private static final Pattern JSON = Pattern.compile(
            "\\s*application/json\\s*(?:;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?;?\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NEVER = Pattern.compile(";\\s*q\\s*=\\s*0(\\.0*)?\\s*$");

    private ContentTypes() {}

    /** Whether a {@code Content-Type} is JSON in UTF-8, said or not. */
    static boolean isJson(String contentType) {
        return JSON.matcher(contentType).matches();
    }

    /** Whether an {@code Accept-Encoding} names gzip (RFC 9110, 12.5.3). */
    static boolean acceptsGzip(String acceptEncoding) {
        for (String coding : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String name = coding.split(";", -1)[0].trim();
            if (name.equals("gzip") && !NEVER.matcher(coding).find()) {
                return true;
            }
        }
        return false;
    }
}
