package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Holds one rule's sources against the caller, once, and compiles what is left to be asked for each request. */
final class MatchCompiler {

    /** RFC 9110, section 5.6.2: token. */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final Identity caller;
    private final PatternBook patterns;
    private final List<Clause> settled = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();

    private MatchCompiler(Identity caller, PatternBook patterns) {
        this.caller = caller;
        this.patterns = patterns;
    }

    /**
     * Compiles one match.
     *
     * @throws InvalidValueException for a header name or expression that cannot be used
     */
    static CompiledMatch compile(Match match, Identity caller, PatternBook patterns) {
        return new MatchCompiler(caller, patterns).compile(match);
    }

    private CompiledMatch compile(Match match) {
        List<HeaderClause> every = new ArrayList<>(required("match", match.itself()));
        for (int i = 0; i < match.all().size(); i++) {
            every.addAll(required("match.all[" + i + "]", match.all().get(i)));
        }
        List<List<HeaderClause>> any = any(match.any());
        List<List<HeaderClause>> none = none(match.none());
        Optional<String> never = obstacles.stream().findFirst();
        return new CompiledMatch(List.copyOf(settled), never, List.copyOf(every), any, none);
    }

    private List<HeaderClause> required(String place, Condition condition) {
        if (!sourceHolds(place, condition)) {
            obstacles.add(place + ".source: " + describe(condition) + " (this sidecar: " + caller + ")");
        }
        return clauses(place, condition);
    }

    /** An entry that holds for every request leaves nothing to ask. */
    private List<List<HeaderClause>> any(List<Condition> conditions) {
        List<List<HeaderClause>> possible = possible("match.any", conditions);
        if (possible.isEmpty() && !conditions.isEmpty()) {
            obstacles.add("match.any: no entry's source is this sidecar (" + caller + ")");
        }
        return possible.stream().anyMatch(List::isEmpty) ? List.of() : possible;
    }

    private List<List<HeaderClause>> none(List<Condition> conditions) {
        List<List<HeaderClause>> possible = possible("match.none", conditions);
        if (possible.stream().anyMatch(List::isEmpty)) {
            obstacles.add("match.none: an entry holds for every call of this sidecar (" + caller + ")");
        }
        return possible;
    }

    private List<List<HeaderClause>> possible(String list, List<Condition> conditions) {
        List<List<HeaderClause>> possible = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            String place = list + "[" + i + "]";
            List<HeaderClause> clauses = clauses(place, conditions.get(i));
            if (sourceHolds(place, conditions.get(i))) {
                possible.add(clauses);
            }
        }
        return List.copyOf(possible);
    }

    /** A sidecar that speaks for nobody is never the source that a rule means. */
    private boolean sourceHolds(String place, Condition condition) {
        if (condition.source().isEmpty()) {
            return true;
        }
        boolean holds =
                !caller.isAnonymous() && condition.source().orElseThrow().holdsFor(caller);
        settled.add(new Clause(place + ".source", describe(condition), holds));
        return holds;
    }

    private List<HeaderClause> clauses(String place, Condition condition) {
        List<HeaderClause> clauses = new ArrayList<>();
        for (Map.Entry<String, String> header : new TreeMap<>(condition.headers()).entrySet()) {
            clauses.add(clause(place + ".headers", header.getKey(), header.getValue()));
        }
        return List.copyOf(clauses);
    }

    private HeaderClause clause(String headers, String name, String expression) {
        if (!HEADER_NAME.matcher(name).matches()) {
            throw InvalidValueException.of(headers, name, "a header name");
        }
        String place = headers + "." + name;
        return new HeaderClause(place, name.toLowerCase(Locale.ROOT), expression, patterns.pattern(place, expression));
    }

    private static String describe(Condition condition) {
        Source source = condition.source().orElseThrow();
        String name = source.name().orElse("*");
        return source.tags().isEmpty() ? name : name + ":" + source.tags();
    }
}
