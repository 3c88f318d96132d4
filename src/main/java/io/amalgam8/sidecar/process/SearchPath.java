package io.amalgam8.sidecar.process;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds programs as a shell does, so that a missing one is found out, and told, before a process is made for it. */
record SearchPath(List<String> directories) {

    /** What the C library searches without a PATH. */
    private static final String DEFAULT = "/bin:/usr/bin";

    private static final String CURRENT = ".";

    SearchPath {
        directories = List.copyOf(directories);
    }

    static SearchPath of(Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", DEFAULT);
        return new SearchPath(Arrays.stream(path.split(":", -1))
                .map(directory -> directory.isEmpty() ? CURRENT : directory)
                .toList());
    }

    /** The program's file. Blocks for the file system. */
    Path find(String program) {
        List<Path> present = candidates(program).stream()
                .filter(candidate -> !Files.notExists(candidate))
                .toList();
        if (present.isEmpty()) {
            throw CannotStartException.notFound(program, expectation(program));
        }
        return present.stream()
                .filter(SearchPath::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        CannotStartException.notExecutable(present.get(0).toString(), "a file that we may execute"));
    }

    /** The program's file, where there is one. */
    Optional<Path> lookUp(String program) {
        return candidates(program).stream().filter(SearchPath::isExecutable).findFirst();
    }

    private List<Path> candidates(String program) {
        try {
            if (program.isEmpty()) {
                return List.of();
            }
            if (program.contains("/")) {
                return List.of(Path.of(program));
            }
            return directories.stream()
                    .map(directory -> Path.of(directory, program))
                    .toList();
        } catch (InvalidPathException noSuchName) {
            return List.of();
        }
    }

    private String expectation(String program) {
        if (program.contains("/")) {
            return "a program's path";
        }
        return "a program on the PATH, " + String.join(":", directories);
    }

    private static boolean isExecutable(Path candidate) {
        return Files.isRegularFile(candidate) && Files.isExecutable(candidate);
    }
}
