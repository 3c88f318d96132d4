package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.recipe.LoggedCall;
import java.io.File;
import java.util.List;

/** Which log a recipe's checks read: the files that are named, or else the log server, or else this machine's own. */
final class CallLogs {

    static final String LOGS = "--logs";

    private static final String LOG_DIR_VARIABLE = "A8_LOG_DIR";
    private static final String USUAL_LOG_DIR = "/var/log/a8sidecar";

    private CallLogs() {}

    static CallLog of(Session session) {
        List<String> places = session.given().each(LOGS);
        if (!places.isEmpty()) {
            return new LogFiles(places);
        }
        CallLog server = new Elasticsearch(session.servers().logServer(), session::warn);
        String directory = session.given().variable(LOG_DIR_VARIABLE).orElse(USUAL_LOG_DIR);
        boolean fallback = !session.servers().isLogServerGiven() && new File(directory).isDirectory();
        return fallback ? recipe -> either(session, server, directory, recipe) : server;
    }

    private static List<LoggedCall> either(Session session, CallLog server, String directory, String recipe)
            throws FailedCommandException {
        try {
            return server.calls(recipe);
        } catch (FailedCommandException e) {
            if (e.code() != FailedCommandException.UNREACHABLE) {
                throw e;
            }
            session.warn(e.reason() + "; reading the logs in " + directory);
            return new LogFiles(List.of(directory)).calls(recipe);
        }
    }
}
