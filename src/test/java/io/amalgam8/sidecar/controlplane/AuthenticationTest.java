package io.amalgam8.sidecar.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticationTest {

    private static final String KEY = "a key that both sides know";
    private static final Instant NOW = Instant.ofEpochSecond(1_795_339_600);

    /** Made by another program: HMAC-SHA256 of Python's standard library; namespace blue, exp 1795340000. */
    private static final String FOREIGN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
            + "eyJuYW1lc3BhY2UiOiJibHVlIiwiZXhwIjoxNzk1MzQwMDAwfQ."
            + "d34dKSdN1-1LqFdLpLjCjKtkExIyKx_NjP3lQO3x01s";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''               | default
            Bearer default   | default
            bearer default   | default
            'Bearer '        | default
            Bearer blue      | INVALID
            'Bearer  default' | INVALID
            BEARER default   | MALFORMED
            default          | MALFORMED
            Bearer           | MALFORMED
            Basic abc        | MALFORMED
            """)
    void globalModeKnowsOneTenant(String header, String outcome) {
        assertThat(outcome(new AuthMode.Global(), header)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''               | MISSING
            'Bearer '        | MISSING
            Bearer blue      | blue
            bearer green     | green
            Bearer default   | default
            Basic blue       | MALFORMED
            """)
    void trustedModeTakesTheTokenForTheTenant(String header, String outcome) {
        assertThat(outcome(new AuthMode.Trusted(), header)).isEqualTo(outcome);
    }

    @Test
    void jwtModeTakesTheClaimForTheTenant() {
        assertThat(outcomeOfToken(token("{'alg':'HS256'}", "{'namespace':'blue'}", KEY)))
                .isEqualTo("blue");
        assertThat(outcomeOfToken(FOREIGN)).isEqualTo("blue");
        assertThat(outcome(jwt(), "")).isEqualTo("MISSING");
        assertThat(outcome(jwt(), "Basic " + FOREIGN)).isEqualTo("MALFORMED");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'namespace':'blue','exp':1795339601}                       | blue
            {'namespace':'blue','exp':1795339600.5}                     | blue
            {'namespace':'blue','exp':1795339600}                       | INVALID
            {'namespace':'blue','exp':1}                                | INVALID
            {'namespace':'blue','exp':'1795339601'}                     | INVALID
            {'namespace':'blue','exp':null}                             | INVALID
            {'namespace':'blue','nbf':1795339600}                       | blue
            {'namespace':'blue','nbf':1795339601}                       | INVALID
            {'namespace':'blue','nbf':1,'exp':1795339601,'aud':'x'}     | blue
            {'namespace':''}                                            | INVALID
            {'namespace':1}                                             | INVALID
            {'namespace':['blue']}                                      | INVALID
            {}                                                          | INVALID
            []                                                          | INVALID
            'blue'                                                      | INVALID
            {x                                                          | INVALID
            """)
    void jwtModeHonoursTheClaims(String claims, String outcome) {
        assertThat(outcomeOfToken(token("{'alg':'HS256','typ':'JWT'}", claims, KEY)))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'none'}",
                "{'alg':'hs256'}",
                "{'alg':'HS384'}",
                "{'alg':'RS256'}",
                "{'alg':['HS256']}",
                "{'alg':'HS256','crit':['exp']}",
                "{}",
                "[]"
            })
    void theAlgorithmIsNotTheTokensToChoose(String header) {
        assertThat(outcomeOfToken(token(header, "{'namespace':'blue'}", KEY))).isEqualTo("INVALID");
    }

    @Test
    void whatIsNotSignedByOurKeyIsNobodys() {
        String good = token("{'alg':'HS256'}", "{'namespace':'blue'}", KEY);
        String other = token("{'alg':'HS256'}", "{'namespace':'green'}", KEY);
        String content = good.substring(0, good.lastIndexOf('.'));
        String signature = good.substring(good.lastIndexOf('.') + 1);
        assertThat(outcomeOfToken(token("{'alg':'HS256'}", "{'namespace':'blue'}", "another key")))
                .isEqualTo("INVALID");
        assertThat(outcomeOfToken(content + other.substring(other.lastIndexOf('.'))))
                .isEqualTo("INVALID");
        assertThat(outcomeOfToken(content + ".")).isEqualTo("INVALID");
        assertThat(outcomeOfToken(content)).isEqualTo("INVALID");
        assertThat(outcomeOfToken(content + "." + signature.substring(0, 20))).isEqualTo("INVALID");
        assertThat(outcomeOfToken(good + ".")).isEqualTo("INVALID");
        assertThat(outcomeOfToken(good + "." + signature)).isEqualTo("INVALID");
        assertThat(outcomeOfToken("." + content + "." + signature)).isEqualTo("INVALID");
        assertThat(outcomeOfToken("..")).isEqualTo("INVALID");
        assertThat(outcomeOfToken("€.€.€")).isEqualTo("INVALID");
    }

    @Test
    void neitherKeyNorTokenIsEverPrinted() {
        assertThat(jwt().toString()).doesNotContain(KEY);
        assertThat(Authentication.by(new AuthMode.Trusted())
                        .check("Bearer s3cret", NOW)
                        .toString())
                .doesNotContain("s3cret");
    }

    private static AuthMode jwt() {
        return new AuthMode.Jwt(new Secret(KEY));
    }

    private static String outcomeOfToken(String token) {
        return outcome(jwt(), "Bearer " + token);
    }

    /** The tenant's name, or why there is none. */
    private static String outcome(AuthMode mode, String header) {
        Access access = Authentication.by(mode).check(header, NOW);
        return access instanceof Access.Granted granted ? granted.tenant().name() : access.toString();
    }

    private static String token(String header, String claims, String key) {
        String content = encoded(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                + "."
                + encoded(claims.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return content + "." + encoded(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
