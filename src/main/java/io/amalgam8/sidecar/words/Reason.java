package io.amalgam8.sidecar.words;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a call or a file failed, in words for people: what libraries say is meant for who writes programs. */
public final class Reason {

    private static final int MOST_CAUSES = 10;
    private static final String UNKNOWN_HOST = "host name unknown";

    /** As the native transport tells it: {@code finishConnect(..) failed with error(-111): Connection refused: a/1.2.3.4:5}. */
    private static final Pattern SYSTEM_CALL =
            Pattern.compile("\\S+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: (.+)", Pattern.DOTALL);

    /** What systems say of connections; the address behind it is told by who tells the reason. */
    private static final Pattern OF_A_CONNECTION = Pattern.compile(
            "(connection refused|connection reset|no route to host|network is unreachable|broken pipe)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private Reason() {}

    /** The reason on one line; the first of the causes that is known, or else what the last one says of itself. */
    public static String of(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return causes.stream()
                .flatMap(cause -> known(cause, causes).stream())
                .findFirst()
                .orElseGet(() -> unknown(failure, causes));
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>(List.of(failure));
        for (Throwable cause = failure.getCause();
                cause != null && causes.size() < MOST_CAUSES;
                cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static Optional<String> known(Throwable cause, List<Throwable> causes) {
        if (cause instanceof UnresolvedAddressException) {
            return Optional.of(UNKNOWN_HOST);
        }
        if (cause instanceof UnknownHostException) {
            return Optional.of(ofName(causes));
        }
        if (cause instanceof EOFException || said(cause).contains("received no bytes")) {
            return Optional.of("the connection was closed without an answer");
        }
        return cause instanceof FileSystemException file ? ofFile(file) : ofConnection(said(cause));
    }

    /** Who resolves names may have failed itself: then nobody knows whether there is that name. */
    private static String ofName(List<Throwable> causes) {
        String deepest = said(causes.get(causes.size() - 1));
        boolean isUnknown = causes.size() == 1 || deepest.isEmpty() || deepest.contains("NXDOMAIN");
        return isUnknown ? UNKNOWN_HOST : "host name cannot be resolved: " + deepest;
    }

    private static Optional<String> ofFile(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return Optional.of("does not exist");
        }
        if (failure instanceof AccessDeniedException) {
            return Optional.of("permission denied");
        }
        if (failure instanceof FileAlreadyExistsException) {
            return Optional.of("something else is in its place");
        }
        return Optional.ofNullable(failure.getReason()).map(Reason::plain);
    }

    private static Optional<String> ofConnection(String said) {
        Matcher known = OF_A_CONNECTION.matcher(withoutSystemCall(said));
        return known.matches() ? Optional.of(known.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static String unknown(Throwable failure, List<Throwable> causes) {
        String deepest = said(causes.get(causes.size() - 1));
        if (!deepest.isEmpty()) {
            return plain(deepest);
        }
        if (failure instanceof ConnectException) {
            return "no connection";
        }
        String first = causes.stream()
                .map(Reason::said)
                .filter(said -> !said.isEmpty())
                .findFirst()
                .orElse("");
        return first.isEmpty() ? causes.get(causes.size() - 1).getClass().getSimpleName() : plain(first);
    }

    private static String plain(String said) {
        return withoutSystemCall(said).lines().findFirst().orElse("");
    }

    private static String withoutSystemCall(String said) {
        Matcher call = SYSTEM_CALL.matcher(said);
        return call.matches() ? call.group(1) : said;
    }

    private static String said(Throwable cause) {
        return Optional.ofNullable(cause.getMessage()).orElse("");
    }
}
