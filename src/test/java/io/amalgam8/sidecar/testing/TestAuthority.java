package io.amalgam8.sidecar.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority that issues certificates for this machine, made for one test. The DER is written by hand (RFC 5280). */
public final class TestAuthority {

    private static final byte[] ECDSA_WITH_SHA256 =
            sequence(tagged(0x06, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final String name;
    private final KeyPair keys = newKeys();

    private TestAuthority(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        write(directory.resolve(name + ".pem"), pem("CERTIFICATE", certificate(name, keys, true)));
    }

    /** An authority whose files are kept there. */
    public static TestAuthority in(Path directory, String name) {
        return new TestAuthority(directory, name);
    }

    /** A certificate and its key, as files. */
    public record Issued(Path chain, Path key) {}

    /** Its own certificate. */
    public Path file() {
        return directory.resolve(name + ".pem");
    }

    /** How a program that trusts this authority, and shows that certificate, opens connections. */
    public SSLContext trustedBy(Optional<Issued> shown) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(name, read(file()));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(shown.isPresent() ? store(shown.get()) : trusted, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore store(Issued issued) throws GeneralSecurityException, IOException {
        String pem = Files.readString(issued.key()).replaceAll("-----[^-]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", key, PASSWORD, new Certificate[] {read(issued.chain())});
        return store;
    }

    private static Certificate read(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /** A new certificate for {@code localhost} and 127.0.0.1, of that subject. */
    public Issued issue(String subject) {
        KeyPair own = newKeys();
        Path chain = directory.resolve(subject + ".pem");
        Path key = directory.resolve(subject + ".key");
        write(chain, pem("CERTIFICATE", certificate(subject, own, false)));
        write(key, pem("PRIVATE KEY", own.getPrivate().getEncoded()));
        try {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Issued(chain, key);
    }

    private byte[] certificate(String subject, KeyPair of, boolean isAuthority) {
        Instant now = Instant.now();
        byte[] content = sequence(
                tagged(0xa0, 0x02, 0x01, 0x02),
                tagged(0x02, BigInteger.valueOf(System.nanoTime()).toByteArray()),
                ECDSA_WITH_SHA256,
                commonName(name),
                sequence(time(now.minus(Duration.ofHours(1))), time(now.plus(Duration.ofDays(1)))),
                commonName(subject),
                of.getPublic().getEncoded(),
                tagged(0xa3, sequence(isAuthority ? basicConstraints() : alternativeNames())));
        return sequence(content, ECDSA_WITH_SHA256, tagged(0x03, join(new byte[1], sign(content))));
    }

    private static byte[] basicConstraints() {
        return sequence(tagged(0x06, 0x55, 0x1d, 0x13), tagged(0x01, 0xff), tagged(0x04, sequence(tagged(0x01, 0xff))));
    }

    private static byte[] alternativeNames() {
        byte[] names =
                sequence(tagged(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)), tagged(0x87, 127, 0, 0, 1));
        return sequence(tagged(0x06, 0x55, 0x1d, 0x11), tagged(0x04, names));
    }

    private static byte[] commonName(String text) {
        byte[] value = tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
        return sequence(tagged(0x31, sequence(tagged(0x06, 0x55, 0x04, 0x03), value)));
    }

    private static byte[] time(Instant instant) {
        return tagged(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, join(parts));
    }

    private static byte[] tagged(int tag, int... content) {
        byte[] bytes = new byte[content.length];
        for (int i = 0; i < content.length; i++) {
            bytes[i] = (byte) content[i];
        }
        return tagged(tag, bytes);
    }

    private static byte[] tagged(int tag, byte[] content) {
        int length = content.length;
        byte[] head = length < 128
                ? new byte[] {(byte) tag, (byte) length}
                : length < 256
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return join(head, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + kind + "-----\n";
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
