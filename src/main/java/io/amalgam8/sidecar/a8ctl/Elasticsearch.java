package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.recipe.LoggedCall;
import io.amalgam8.sidecar.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lines of access logs that were shipped to Elasticsearch.
 *
 * @see <a href="https://www.elastic.co/guide/en/elasticsearch/reference/current/search-search.html">its search API</a>
 */
final class Elasticsearch implements CallLog {

    /** As many as it gives at once unless it is told otherwise. */
    private static final int MOST = 10_000;

    private static final int OK = 200;

    private final Server server;
    private final Consumer<String> warnings;

    Elasticsearch(Server server, Consumer<String> warnings) {
        this.server = server;
        this.warnings = warnings;
    }

    @Override
    public List<LoggedCall> calls(String recipe) throws FailedCommandException {
        JsonNode hits =
                server.post("/_search", query(recipe)).expecting(OK).document().path("hits");
        List<LoggedCall> calls = new ArrayList<>();
        for (JsonNode hit : hits.path("hits")) {
            JsonNode line = hit.path("_source");
            // Other documents may have the id's parts in other fields.
            if (line.path(Recipe.LOG_KEY).asText().equals(recipe)) {
                LoggedCall.parse(line).ifPresent(calls::add);
            }
        }
        warnOfMore(hits.path("total"));
        return calls;
    }

    /** A number up to Elasticsearch 6, an object since, in which it stops counting at as many as it gives. */
    private void warnOfMore(JsonNode total) {
        long found = total.isObject() ? total.path("value").asLong() : total.asLong();
        boolean atLeast = total.path("relation").asText().equals("gte");
        if (found > MOST || atLeast) {
            String all = found + (atLeast ? " or more" : "");
            warnings.accept("Only " + MOST + " of " + all + " log entries are checked");
        }
    }

    /** By phrase: the id is one word to some indices, and several to others. */
    private static ObjectNode query(String recipe) {
        ObjectNode query = Json.object().put("size", MOST);
        query.putObject("query").putObject("match_phrase").put(Recipe.LOG_KEY, recipe);
        return query;
    }
}
