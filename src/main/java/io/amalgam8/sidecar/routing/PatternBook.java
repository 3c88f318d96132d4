package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The header patterns of one table, each expression compiled once. */
final class PatternBook {

    private static final int LONGEST_EXPRESSION = 1024;

    private final HeaderPattern.Compiler engine;
    private final Map<String, HeaderPattern> patterns = new HashMap<>();

    PatternBook(HeaderPattern.Compiler engine) {
        this.engine = engine;
    }

    /**
     * The pattern of that expression.
     *
     * @param place where the expression stands in its rule, for messages
     * @throws InvalidValueException when it is longer than 1 KiB or the engine cannot express it
     */
    HeaderPattern pattern(String place, String expression) {
        HeaderPattern known = patterns.get(expression);
        if (known != null) {
            return known;
        }
        if (expression.getBytes(StandardCharsets.UTF_8).length > LONGEST_EXPRESSION) {
            throw InvalidValueException.of(place, expression, "an expression of at most 1 KiB");
        }
        HeaderPattern compiled =
                LiteralPatterns.recognize(expression).orElseGet(() -> compileByEngine(place, expression));
        patterns.put(expression, compiled);
        return compiled;
    }

    /** An engine's own failure must cost this one rule, not the table. */
    private HeaderPattern compileByEngine(String place, String expression) {
        try {
            HeaderPattern pattern = engine.compile(expression);
            return RequiredLiteral.of(expression)
                    .<HeaderPattern>map(literal -> value -> value.contains(literal) && pattern.foundIn(value))
                    .orElse(pattern);
        } catch (InvalidValueException e) {
            throw InvalidValueException.saying(place + ": " + e.reason());
        } catch (RuntimeException e) {
            throw InvalidValueException.of(place, expression, "an expression that the engine takes: " + e);
        }
    }
}
