package io.amalgam8.sidecar.control;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.routing.HeaderPattern;

/**
 * Regular expressions that take a time which grows with the header's length alone, by the engine RE2/J.
 *
 * <p>Amalgam8's rules were written for PCRE. What cannot be had in linear time, look-around and back-references, is
 * refused with that reason. The value is looked at up to 8 KiB.
 *
 * @see <a href="https://swtch.com/~rsc/regexp/regexp1.html">R. Cox, Regular Expression Matching Can Be Simple And
 *     Fast</a>
 */
public final class LinearPatterns implements HeaderPattern.Compiler {

    private static final int LONGEST_PATTERN = 1024;
    private static final int LONGEST_VALUE = 8192;

    @Override
    public HeaderPattern compile(String expression) {
        if (expression.length() > LONGEST_PATTERN) {
            throw InvalidValueException.of(
                    "header pattern", expression.length() + " characters", "at most " + LONGEST_PATTERN);
        }
        PatternScan.check(expression);
        try {
            Pattern pattern = Pattern.compile(expression);
            return value -> pattern.matcher(shortened(value)).find();
        } catch (PatternSyntaxException e) {
            throw InvalidValueException.of("header pattern", expression, "a regular expression: " + e.getDescription());
        }
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE);
    }
}
