package io.amalgam8.sidecar.tls;

import io.amalgam8.sidecar.model.InvalidValueException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.regex.Pattern;

/** Whether texts in PEM are what they are meant to be. Nothing of a key gets into a message. */
public final class Pem {

    private static final byte[] PROBE = {1, 2, 3};
    private static final Pattern KEY = Pattern.compile("-----BEGIN ((RSA|EC) )?PRIVATE KEY-----");

    private Pem() {}

    /**
     * Certificates, at least one.
     *
     * @param name what errors call it
     * @param file what errors show of it
     */
    public static void checkCertificates(String name, Object file, byte[] content) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            if (!factory.generateCertificates(new ByteArrayInputStream(content)).isEmpty()) {
                return;
            }
        } catch (CertificateException e) {
            // As good as none: the message is the same.
        }
        throw InvalidValueException.of(name, file, "a file with certificates in PEM");
    }

    /** A private key, and the one that belongs to the first of these certificates. */
    public static void checkKey(String name, Object file, byte[] key, byte[] chain) {
        KeyStore store = load(name, file, key, chain);
        try {
            String entry = store.aliases().nextElement();
            PrivateKey secret = (PrivateKey) store.getKey(entry, KeyStoreHelper.DUMMY_PASSWORD.toCharArray());
            if (isPair(secret, store.getCertificate(entry).getPublicKey())) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // What cannot sign what the other verifies is no pair either.
        }
        throw InvalidValueException.of(name, file, "the key of the certificate beside it");
    }

    /** What bears the marks of a private key that is not encrypted; whether it is one shows beside its certificate. */
    public static void checkLooksLikeKey(String name, Object file, byte[] key) {
        if (!KEY.matcher(new String(key, StandardCharsets.ISO_8859_1)).find()) {
            throw noKey(name, file);
        }
    }

    /** By the very code that reads them for use, so that what passes here can be used. */
    @SuppressWarnings("IllegalCatch")
    private static KeyStore load(String name, Object file, byte[] key, byte[] chain) {
        try {
            return KeyStoreHelper.loadKeyCert(List.of(Buffer.buffer(key)), List.of(Buffer.buffer(chain)));
        } catch (IllegalArgumentException e) {
            // Of another algorithm than the certificate's.
            throw InvalidValueException.of(name, file, "the key of the certificate beside it");
        } catch (Exception e) {
            throw noKey(name, file);
        }
    }

    private static InvalidValueException noKey(String name, Object file) {
        return InvalidValueException.of(name, file, "a file with a private key in PEM, not encrypted");
    }

    private static boolean isPair(PrivateKey secret, PublicKey known) throws GeneralSecurityException {
        String algorithm = secret.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
