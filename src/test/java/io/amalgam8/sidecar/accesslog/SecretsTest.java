package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log must not learn from a URL. */
final class SecretsTest {

    @ParameterizedTest
    @CsvSource({
        "/a?token=S, /a?token=***",
        "/a?x=1&access_token=S&y=2, /a?x=1&access_token=***&y=2",
        "/a?Access-Token=S, /a?Access-Token=***",
        "/a?api_key=S&apikey=S&api.key=S, /a?api_key=***&apikey=***&api.key=***",
        "/a?password=S;more=S=S?S/S#S&y=2, /a?password=***&y=2",
        "/a?client_secret=S, /a?client_secret=***",
        "/a?X-Amz-Signature=S&X-Amz-Credential=S, /a?X-Amz-Signature=***&X-Amz-Credential=***",
        "/a?user[password]=S, /a?user[password]=***",
        "/a?t%6fken=S, /a?t%6fken=***",
        "/a?%74%4f%4b%45%4E=S, /a?%74%4f%4b%45%4E=***",
        "/a?pwd=S&sig=S&auth=S, /a?pwd=***&sig=***&auth=***",
        "/a?x=1;token=S, /a?x=1;token=***",
        "/a;jsessionid=S/b;jsessionid=S?x=1, /a;jsessionid=***/b;jsessionid=***?x=1",
        "/a?next=/b?token=S, /a?next=/b?token=***",
        "/cb#id_token=S&state=1, /cb#id_token=***&state=1",
        "/a?token=, /a?token=***",
        "?token=S, ?token=***",
        "http://h/a?token=S, http://h/a?token=***",
    })
    void masksValuesOfParametersThatAreSecretByName(String url, String masked) {
        assertThat(Secrets.mask(url)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:S@host/a, http://***@host/a",
        "http://user:S@S@host:80/a@b, http://***@host:80/a@b",
        "http://S@host, http://***@host",
        "http://S@host?x=1, http://***@host?x=1",
        "user:S@host:443, ***@host:443",
        "/a?u=http://user:S@host/b, /a?u=http://***@host/b",
        "//user:S@host/b, //***@host/b",
        "HTTPS://u:S@h//x:S@y, HTTPS://***@h//***@y",
    })
    void masksWhoIsNamedBeforeAHost(String url, String masked) {
        assertThat(Secrets.mask(url)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "-",
                "/",
                "/a/b?x=1&y=2",
                "/a=b/token=c",
                "/a?token",
                "/a?=S",
                "/a?compass=N&author=me&monkey=1&key=2",
                "/users/me@example.org",
                "http://host/me@example.org?mail=me@example.org",
                "/a?%=1&%7=2&%zz=3",
                "&&==??##;;=",
            })
    void leavesTheRestAsItIs(String url) {
        assertThat(Secrets.mask(url)).isEqualTo(url);
    }

    @Test
    void takesNoLongerThanTheTargetIsLong() {
        String hostile = "/a?" + "token=S&".repeat(4_000) + "@" + "//a".repeat(20_000);
        assertThat(Secrets.mask(hostile)).doesNotContain("=S");
    }
}
