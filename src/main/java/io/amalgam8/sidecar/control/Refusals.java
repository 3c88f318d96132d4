package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.model.LeftOut;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says of each entry that could not be used why, once, as long as it stays so. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int MOST_LINES = 10;

    private final String message;
    private Set<LeftOut> said = Set.of();

    /** With what to say of each entry. */
    Refusals(String message) {
        this.message = message;
    }

    void say(List<LeftOut> refused) {
        List<LeftOut> news =
                refused.stream().filter(entry -> !said.contains(entry)).toList();
        news.stream()
                .limit(MOST_LINES)
                .forEach(entry -> LOG.atWarn()
                        .addKeyValue("id", entry.id())
                        .addKeyValue("subject", entry.subject())
                        .addKeyValue("reason", entry.reason())
                        .log(message));
        if (news.size() > MOST_LINES) {
            LOG.atWarn().addKeyValue("more", news.size() - MOST_LINES).log(message);
        }
        said = new HashSet<>(refused);
    }
}
