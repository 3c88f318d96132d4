package io.amalgam8.sidecar.routing;

/** A compiled regular expression that finds itself anywhere in a header's value, in linear time. */
@FunctionalInterface
public interface HeaderPattern {

    boolean foundIn(String value);

    /** The engine behind it, handed in so that this package stays free of libraries. */
    @FunctionalInterface
    interface Compiler {

        /**
         * Compiles one expression.
         *
         * @throws io.amalgam8.sidecar.model.InvalidValueException when the engine cannot express the expression
         */
        HeaderPattern compile(String expression);
    }
}
