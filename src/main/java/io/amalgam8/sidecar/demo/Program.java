package io.amalgam8.sidecar.demo;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * This program, and how it is run as another process.
 *
 * @param launch the words that select the program's main class: {@code -jar} and its jar, or a class path and its name
 * @param classPath where its classes are
 */
record Program(Path java, List<String> launch, String classPath) {

    private static final String MAIN = "io.amalgam8.sidecar.Main";

    /** Starts fast, stays small, and leaves no file in /tmp. */
    private static final List<String> LIGHT = List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto");

    Program {
        launch = List.copyOf(launch);
    }

    /** The program that runs now, from its jar or from a directory of classes. */
    static Program running() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path code = location();
        if (Files.isDirectory(code)) {
            String classPath = System.getProperty("java.class.path");
            return new Program(java, List.of("-cp", classPath, MAIN), classPath);
        }
        return new Program(java, List.of("-jar", code.toString()), code.toString());
    }

    /** A process that must start soon and works little. */
    List<String> quick(List<String> arguments) {
        return words(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m"), launch, arguments);
    }

    /** A process that may have to work hard. */
    List<String> strong(List<String> arguments) {
        return words(List.of("-Xmx256m"), launch, arguments);
    }

    /** The demo's own application. */
    List<String> application(List<String> arguments) {
        List<String> main = List.of("-cp", classPath, Helloworld.class.getName());
        return words(List.of("-XX:TieredStopAtLevel=1", "-Xmx32m"), main, arguments);
    }

    private List<String> words(List<String> options, List<String> main, List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(java.toString());
        words.addAll(LIGHT);
        words.addAll(options);
        words.addAll(main);
        words.addAll(arguments);
        return words;
    }

    private static Path location() {
        try {
            return Path.of(Program.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException neverOfAFile) {
            throw new IllegalStateException(neverOfAFile);
        }
    }
}
