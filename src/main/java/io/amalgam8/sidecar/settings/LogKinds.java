package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.LogFormat;
import io.amalgam8.sidecar.config.RotationOptions;
import io.amalgam8.sidecar.settings.Kind.Shape;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of values that logs are steered by. */
final class LogKinds {

    static final Kind<Long> SIZE = kind("SIZE", LogKinds::readSize);
    static final Kind<Duration> AGE = kind("DURATION", LogKinds::readAge);
    static final Kind<Double> SHARE = kind("SHARE", LogKinds::readShare);
    static final Kind<LogFormat> FORMAT = kind("FORMAT", LogKinds::readFormat);

    private static final Pattern SIZE_FORM = Pattern.compile("([0-9]{1,7})(KiB|MiB|GiB)");
    private static final Map<String, Integer> SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);
    private static final Pattern SHARE_FORM = Pattern.compile("0|1|[01]?\\.[0-9]{1,9}");
    private static final Duration SHORTEST_AGE = Duration.ofSeconds(1);

    private LogKinds() {}

    private static <T> Kind<T> kind(String placeholder, Kind.Reading<T> reading) {
        return new Kind<>(placeholder, Shape.SCALAR, false, reading);
    }

    private static Long readSize(Given given) {
        Matcher form = SIZE_FORM.matcher(given.text());
        long size = form.matches() ? Long.parseLong(form.group(1)) << SHIFTS.getOrDefault(form.group(2), 0) : -1;
        if (size < RotationOptions.SMALLEST || size > RotationOptions.LARGEST) {
            throw Kinds.unlike(given, "a size, 16KiB to 1024GiB, such as 64MiB");
        }
        return size;
    }

    private static Duration readAge(Given given) {
        Duration age = Kinds.DURATION.reading().read(given);
        if (!age.isZero() && age.compareTo(SHORTEST_AGE) < 0) {
            throw Kinds.unlike(given, "1s or more, or 0s for no limit");
        }
        return age;
    }

    private static Double readShare(Given given) {
        double share = SHARE_FORM.matcher(given.text()).matches() ? new BigDecimal(given.text()).doubleValue() : -1;
        if (share < 0 || share > 1) {
            throw Kinds.unlike(given, "a share, 0 to 1, such as 0.1");
        }
        return share;
    }

    private static LogFormat readFormat(Given given) {
        return switch (given.text()) {
            case "text" -> LogFormat.TEXT;
            case "json" -> LogFormat.JSON;
            default -> throw Kinds.unlike(given, "text or json");
        };
    }
}
