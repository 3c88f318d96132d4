package io.amalgam8.sidecar.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.Tags;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogJsonTest {

    private static final Instance REVIEWS = new Instance(
            "6218589f0a58c657",
            "reviews",
            new Endpoint(EndpointType.HTTP, "10.0.0.2", 9080, ""),
            Tags.of("v2", "blue"),
            InstanceStatus.UP);

    @Test
    void readsWhatTheOriginalRegistryLists() {
        Catalog catalog = read("""
                {"instances":[
                {"id":"6218589f0a58c657","service_name":"reviews","endpoint":{"type":"http","value":"10.0.0.2:9080"},
                 "ttl":60,"status":"UP","metadata":{"k":"v","n":1},"last_heartbeat":"2026-11-22T09:26:40.646589985Z",
                 "tags":["v2","blue"]},
                {"id":"2dadc292230b048e","service_name":"mongo","endpoint":{"type":"tcp","value":"10.0.0.5:27017"},
                 "ttl":600,"status":"UP","last_heartbeat":"2026-11-22T09:26:40.670671931Z"},
                {"id":"f713ea238a624c1a","service_name":"cust","endpoint":{"type":"user","value":"anything goes here"},
                 "ttl":30,"status":"UP","metadata":"str"},
                {"id":"441aa82fac5240df","service_name":"reviews","endpoint":{"type":"http","value":"10.0.0.3:9080"},
                 "ttl":45,"status":"STARTING","tags":["v3"]}]}""");

        assertThat(catalog.leftOut()).isEmpty();
        assertThat(catalog.suspects()).isEmpty();
        assertThat(catalog.instances())
                .extracting(Instance::id, Instance::isRoutable)
                .containsExactly(
                        tuple("f713ea238a624c1a", false),
                        tuple("2dadc292230b048e", false),
                        tuple("441aa82fac5240df", false),
                        tuple("6218589f0a58c657", true));
        assertThat(catalog.instances()).contains(REVIEWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"instances\":[]}", "{\"instances\":null}", "\uFEFF{\"instances\":[],\"next\":[{}]}"})
    void readsAnEmptyListing(String document) {
        assertThat(read(document)).isEqualTo(Catalog.EMPTY);
    }

    @Test
    void takesAnAbsentTypeForHttpAndAbsentTagsForNone() {
        Instance instance = one("{\"id\":\"a\",\"service_name\":\"s\",\"endpoint\":{\"value\":\"h\"},\"tags\":null}");

        assertThat(instance)
                .isEqualTo(new Instance(
                        "a", "s", new Endpoint(EndpointType.HTTP, "h", 80, ""), Tags.NONE, InstanceStatus.UP));
    }

    @ParameterizedTest
    @CsvSource({"up,UP", "Starting,STARTING", "out_of_service,OUT_OF_SERVICE", "DOWN,UNKNOWN"})
    void readsAStatusInAnyCase(String written, InstanceStatus expected) {
        assertThat(one(instance("a", "h:1").replace("}}", "},\"status\":\"" + written + "\"}"))
                        .status())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1:9080           | http://10.0.0.1:9080",
                "reviews.local           | http://reviews.local:80",
                "[fd00::1]:8080          | http://[fd00::1]:8080",
                "https://h:8443/base/    | https://h:8443/base",
                "https://h               | https://h:443",
                "10.example:1            | http://10.example:1",
            })
    void readsEveryFormOfEndpoint(String value, String expected) {
        assertThat(one(instance("a", value)).endpoint()).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h:0",
                "h:70000",
                "h:port",
                "h:-1",
                ";rm -rf /:80",
                "a/b:80",
                "unix:/run/x.sock",
                "ftp://h:1",
                "http://user@h:1",
                "169.254.169.254:80",
                "http://169.254.169.254/latest",
                "[::ffff:169.254.169.254]:80",
                "[64:ff9b::a9fe:a9fe]:80",
                "[fd00:ec2::254]:80",
                "2852039166:80",
                "0xA9FEA9FE:80",
                "0251.0376.0251.0376:80",
                "169.254.43518:80",
                "0.0.0.0:80",
                "0:80",
                "[::]:80",
                "224.0.0.1:80",
                "256.1.1.1:80",
                "[12345::]:80",
                " h:1",
            })
    void leavesOutAnEndpointThatNobodyMayCall(String value) {
        Catalog catalog = read(listing(instance("bad", value), instance("good", "h:1")));

        assertThat(catalog.instances()).extracting(Instance::id).containsExactly("good");
        assertThat(catalog.leftOut())
                .singleElement()
                .satisfies(
                        out -> assertThat(out.reason()).startsWith("endpoint").contains("(expected: "));
        assertThat(catalog.leftOut()).extracting(LeftOut::id, LeftOut::subject).containsExactly(tuple("bad", "s"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7                                                              | instance: a number",
                "null                                                           | instance: null",
                "[[{}]]                                                         | instance: a list",
                "{}                                                             | id: missing",
                "{\"id\":7,\"service_name\":\"s\",\"endpoint\":{\"value\":\"h\"}}   | id: a number",
                "{\"id\":\"a\",\"endpoint\":{\"value\":\"h\"}}                      | service_name: missing",
                "{\"id\":\"a\",\"service_name\":[],\"endpoint\":{\"value\":\"h\"}}   | service_name: a list",
                "{\"id\":\"a\",\"service_name\":\"s\"}                              | endpoint.value: missing",
                "{\"id\":\"a\",\"service_name\":\"s\",\"endpoint\":\"h:1\"}          | endpoint: a text",
                "{\"id\":\"a\",\"service_name\":\"s\",\"endpoint\":{\"value\":1}}    | endpoint.value: a number",
                "{\"id\":\"a\",\"service_name\":\"s\",\"endpoint\":{\"type\":\"smtp\",\"value\":\"h\"}} | endpoint.type: smtp",
                "{\"id\":\"a\",\"service_name\":\"s\",\"endpoint\":{\"value\":\"h\"},\"tags\":\"v1\"} | tags: a text",
                "{\"id\":\"a\",\"service_name\":\"s\",\"endpoint\":{\"value\":\"h\"},\"tags\":[\"v1\",{\"x\":[]}]} | tags: an object",
                "{\"id\":\"a\",\"service_name\":\"s\",\"endpoint\":{\"value\":\"h\"},\"status\":true} | status: a boolean",
            })
    void leavesOutOneOfTheWrongShapeAndKeepsTheOthers(String malformed, String reason) {
        Catalog catalog = read(listing(instance("first", "h:1"), malformed, instance("last", "h:2")));

        assertThat(catalog.instances()).extracting(Instance::id).containsExactly("first", "last");
        assertThat(catalog.leftOut())
                .singleElement()
                .satisfies(out -> assertThat(out.reason()).startsWith(reason));
    }

    @Test
    void keepsTheFirstOfTwoInstancesWithOneId() {
        Catalog catalog = read(listing(instance("a", "h:1"), instance("a", "h:2")));

        assertThat(catalog.instances())
                .extracting(instance -> instance.endpoint().port())
                .containsExactly(1);
        assertThat(catalog.leftOut())
                .extracting(LeftOut::reason)
                .containsExactly("id: a (expected: one that no earlier instance bears)");
    }

    @Test
    void isEqualWhateverTheOrderOfTheListing() {
        assertThat(read(listing(instance("a", "h:1"), instance("b", "h:2"))))
                .isEqualTo(read(listing(instance("b", "h:2"), instance("a", "h:1"))));
    }

    @Test
    void keepsWhatInstancesShareOnce() {
        List<Instance> instances = read(listing(
                        instance("a", "h:1").replace("}}", "},\"tags\":[\"v1\"]}"),
                        instance("b", "h:2").replace("}}", "},\"tags\":[\"v1\"]}")))
                .instances();

        assertThat(instances.get(0).tags()).isSameAs(instances.get(1).tags());
        assertThat(instances.get(0).service()).isSameAs(instances.get(1).service());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "7",
                "[]",
                "\"instances\"",
                "<html><body>502 Bad Gateway</body></html>",
                "{}",
                "{\"Error\":\"no\"}",
                "{\"instances\":{}}",
                "{\"instances\":\"\"}",
                "{\"instances\":[],\"instances\":[]}",
                "{\"instances\":[{\"id\":\"a\"",
                "{\"instances\":[{\"id\":\"a\"}]",
                "{\"instances\":[]}{}",
                "{\"instances\":[]} x",
                "{\"instances\":[{\"id\":NaN}]}",
                "{\"instances\":[01]}",
            })
    void refusesAsAWholeWhatIsNoListing(String document) {
        assertThatThrownBy(() -> read(document)).isInstanceOf(UnreadableDocumentException.class);
    }

    @Test
    void saysOfBrokenJsonWhatAPersonUnderstands() {
        assertThatThrownBy(() -> read("{\"instances\":[{\"id\":\"a\"}"))
                .hasMessageMatching(
                        "document: not readable as JSON: Unexpected end-of-input: expected close marker for .*")
                .hasMessageNotContaining("REDACTED");
        assertThatThrownBy(() -> read("<html>"))
                .hasMessage("document: not readable as JSON: Unexpected character ('<' (code 60))");
    }

    @Test
    void refusesDepthsAndLengthsThatNoRegistryReaches() {
        String deep = "{\"instances\":[{\"metadata\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}]}";
        String longText = listing(instance("a".repeat(1024 * 1024 + 1), "h:1"));
        byte[] large = new byte[Documents.LONGEST + 1];

        assertThatThrownBy(() -> read(deep)).isInstanceOf(UnreadableDocumentException.class);
        assertThatThrownBy(() -> read(longText)).isInstanceOf(UnreadableDocumentException.class);
        assertThatThrownBy(() -> CatalogJson.read(large))
                .hasMessageContaining(
                        (Documents.LONGEST + 1) + " bytes (expected: at most " + Documents.LONGEST + " bytes, ");
    }

    @Test
    void cutsALongIdWhereItIsShown() {
        Catalog catalog = read(listing(instance("x".repeat(5000), "h:0")));

        assertThat(catalog.leftOut().get(0).id()).hasSize(201).endsWith("…");
    }

    @Test
    void readsAHundredThousandInstances() {
        String document = IntStream.range(0, 100_000)
                .mapToObj(i -> instance("id" + i, "10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256 + ":9080"))
                .collect(Collectors.joining(",", "{\"instances\":[", "]}"));

        assertThat(read(document).instances()).hasSize(100_000);
    }

    @Test
    void writesAnInstanceAsTheRegistryDoes() {
        assertThat(CatalogJson.write(REVIEWS))
                .hasToString("{\"id\":\"6218589f0a58c657\",\"service_name\":\"reviews\","
                        + "\"endpoint\":{\"type\":\"http\",\"value\":\"10.0.0.2:9080\"},\"status\":\"UP\","
                        + "\"tags\":[\"v2\",\"blue\"]}");
    }

    private static Instance one(String instance) {
        Catalog catalog = read(listing(instance));
        assertThat(catalog.leftOut()).isEmpty();
        return catalog.instances().get(0);
    }

    private static Catalog read(String document) {
        return CatalogJson.read(document.getBytes(UTF_8));
    }

    private static String listing(String... instances) {
        return "{\"instances\":[" + String.join(",", instances) + "]}";
    }

    private static String instance(String id, String value) {
        return "{\"id\":\"" + id + "\",\"service_name\":\"s\",\"endpoint\":{\"type\":\"http\",\"value\":\"" + value
                + "\"}}";
    }
}
