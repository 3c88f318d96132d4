package io.amalgam8.sidecar.settings;

/**
 * Where a value was given.
 *
 * @param place what leads there: a flag, a variable, {@code file:line:column}, or {@code default}
 * @param name what errors call the value
 */
record Origin(Layer layer, String place, String name) {

    /** The ways of giving a value, the strongest first. */
    enum Layer {
        FLAG,
        VARIABLE,
        FILE,
        DEFAULT
    }

    static Origin flag(String flag) {
        return new Origin(Layer.FLAG, "--" + flag, "--" + flag);
    }

    /** The words that follow the flags. */
    static Origin words() {
        return new Origin(Layer.FLAG, "command line", "the application's command line");
    }

    static Origin variable(String variable) {
        return new Origin(Layer.VARIABLE, variable, variable);
    }

    static Origin file(String place, String key) {
        return new Origin(Layer.FILE, place, place + ": " + key);
    }

    static Origin standard(String place, Option<?> option) {
        return new Origin(Layer.DEFAULT, place, option.title());
    }

    boolean isFlag() {
        return layer == Layer.FLAG;
    }

    boolean isFile() {
        return layer == Layer.FILE;
    }
}
