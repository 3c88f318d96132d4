package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.tls.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** The files that the configuration names: whether they can be used as what they are meant to be. */
final class FileChecks {

    private static final int LARGEST = 4 << 20;

    private FileChecks() {}

    /** The text of a file; its errors begin with that name. Pipes are fine, and too much is refused. */
    static String read(String name, Path file) {
        byte[] content = bytes(name, file);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw InvalidValueException.of(name, file, "a text in UTF-8");
        }
    }

    /** A token on one line. It is read again whenever it changes, so that a pipe would not do. */
    static void checkToken(String name, Path file) {
        checkIsFile(name, file);
        String token = read(name, file).replaceFirst("\\R$", "");
        if (token.isBlank() || token.chars().anyMatch(Character::isISOControl)) {
            throw InvalidValueException.of(name, file, "a file with a token on one line");
        }
    }

    /** At least one certificate. */
    static void checkAuthorities(String name, Path file) {
        Pem.checkCertificates(name, file, bytes(name, file));
    }

    /** The key of the certificate in that other file, of which it is told elsewhere what is wrong with it. */
    static void checkKey(String name, Path file, Path chain) {
        byte[] key = bytes(name, file);
        Pem.checkKey(name, file, key, bytes(name, chain));
    }

    /** What may be the key of a certificate that cannot be held against it. */
    static void checkLooksLikeKey(String name, Path file) {
        Pem.checkLooksLikeKey(name, file, bytes(name, file));
    }

    /** Whether somebody else than its owner and his group may read it. */
    static boolean isOpenToAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Whether that path leads to nothing that can be executed; names on the PATH are looked up when they are needed. */
    static boolean isNoProgram(String path) {
        return path.contains("/") && !(Files.isRegularFile(Path.of(path)) && Files.isExecutable(Path.of(path)));
    }

    /** A file that can be read, or none where one could be. */
    static void checkState(String name, Path file) {
        Path absolute = file.toAbsolutePath();
        Path directory = absolute.getParent();
        boolean usable = Files.exists(absolute)
                ? Files.isRegularFile(absolute) && Files.isReadable(absolute)
                : directory != null && Files.isDirectory(directory);
        if (!usable) {
            throw InvalidValueException.of(name, file, "a file that can be read, or none in a directory that exists");
        }
    }

    /** Whether it could be replaced by another one: it is not written in place. */
    static boolean isReplaceable(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return directory != null && Files.isWritable(directory);
    }

    /** Whether files could be made there; a directory that is missing is made, too. */
    static boolean isWritableDirectory(Path directory) {
        Path present = directory.toAbsolutePath();
        while (!Files.exists(present, LinkOption.NOFOLLOW_LINKS) && present.getParent() != null) {
            present = present.getParent();
        }
        return Files.isDirectory(present) && Files.isWritable(present) && takesFiles(present);
    }

    /** Tried with a file of no content, which is gone at once: root may write everywhere, even where nothing is kept. */
    private static boolean takesFiles(Path directory) {
        try {
            Files.delete(Files.createTempFile(directory, ".a8sidecar-check", ""));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void checkIsFile(String name, Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw InvalidValueException.of(name, file, "a file");
        }
    }

    private static byte[] bytes(String name, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw InvalidValueException.of(name, file, "a file of at most 4 MiB");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw InvalidValueException.of(name, file, "a file that exists");
        } catch (IOException e) {
            throw InvalidValueException.of(name, file, "a file that can be read");
        }
    }
}
