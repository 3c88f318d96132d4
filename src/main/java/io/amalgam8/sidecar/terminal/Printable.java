package io.amalgam8.sidecar.terminal;

/** Texts of others, made safe to show: names and reasons cannot steer the terminal. */
public final class Printable {

    private Printable() {}

    /** The text with a {@code ?} for each control character and for each that turns the direction of writing. */
    public static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> plain.appendCodePoint(isShown(letter) ? letter : '?'));
        return plain.toString();
    }

    private static boolean isShown(int letter) {
        int type = Character.getType(letter);
        return type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
    }
}
