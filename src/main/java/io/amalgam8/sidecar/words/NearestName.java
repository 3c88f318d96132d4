package io.amalgam8.sidecar.words;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that somebody most likely meant: the fewest letters put in, left out, changed or swapped. */
public final class NearestName {

    private NearestName() {}

    /** {@code (did you mean X?)}, or {@code (nearest: X)} when even that is far off. */
    public static String hint(String name, Collection<String> known) {
        String nearest = nearest(name, known);
        return isNear(name, nearest) ? "(did you mean " + nearest + "?)" : "(nearest: " + nearest + ")";
    }

    /** The known name that this one may stand for; empty when all are far off. */
    public static Optional<String> near(String name, Collection<String> known) {
        return Optional.of(nearest(name, known)).filter(nearest -> isNear(name, nearest));
    }

    private static String nearest(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(plain(name), plain(candidate))))
                .orElseThrow();
    }

    private static boolean isNear(String name, String nearest) {
        return distance(plain(name), plain(nearest)) <= Math.max(1, nearest.length() / 3);
    }

    /** The optimal string alignment distance. */
    public static int distance(String left, String right) {
        int[] beforeLast = new int[right.length() + 1];
        int[] last = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(last[j - 1] + change, 1 + Math.min(last[j], current[j - 1]));
                if (i > 1 && j > 1 && isSwap(left, i, right, j)) {
                    current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = current;
        }
        return last[right.length()];
    }

    private static boolean isSwap(String left, int i, String right, int j) {
        return left.charAt(i - 1) == right.charAt(j - 2) && left.charAt(i - 2) == right.charAt(j - 1);
    }

    /** Case and kind of separator are no difference; a name too long to be one is cut. */
    private static String plain(String name) {
        String cut = name.length() > 100 ? name.substring(0, 100) : name;
        return cut.toLowerCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }
}
