package io.amalgam8.sidecar.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.amalgam8.sidecar.testing.RecordingUpstream.Script;
import io.amalgam8.sidecar.testing.RecordingUpstream.Then;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * One of the cases in {@code framing-cases.json}: the bytes of a caller, and what must become of them. A character is a
 * byte, and <code>{{3*ab}}</code> stands for {@code ababab}.
 *
 * @param answersHead whether the first request is HEAD
 */
record FramingCase(
        String name,
        String level,
        List<Step> steps,
        boolean answersHead,
        Optional<Script> instance,
        Expectation expectation) {

    private static final Pattern REPETITION = Pattern.compile("\\{\\{([0-9]+)\\*(.*?)}}", Pattern.DOTALL);

    /** What a caller does. */
    sealed interface Step {

        /** Sends bytes. */
        record Send(String bytes) implements Step {}

        /** Waits, and reads meanwhile. */
        record Pause(Duration length) implements Step {}

        /** Ends its half, or resets the connection. */
        record End(boolean reset) implements Step {}
    }

    /**
     * What must have happened.
     *
     * @param status the first answer's, one of these
     * @param closes whether the connection is closed then
     * @param silenceIsFine whether no answer at all will do
     * @param looksCut whether the answer must not look complete
     * @param body what the first request's body must be upstream
     */
    record Expectation(
            List<Integer> status,
            boolean closes,
            boolean silenceIsFine,
            boolean looksCut,
            Range requests,
            Range answers,
            Optional<String> body,
            List<String> instanceSees,
            List<String> instanceNeverSees,
            List<String> callerSees,
            List<String> callerNeverSees) {}

    /** A count's bounds. */
    record Range(int least, int most) {

        boolean contains(int count) {
            return count >= least && count <= most;
        }
    }

    static List<FramingCase> all() {
        try (InputStream file =
                Objects.requireNonNull(FramingCase.class.getResourceAsStream("framing-cases.json"), "the cases")) {
            return list(new JsonMapper().readTree(file), FramingCase::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it sends, in one piece. */
    String bytes() {
        StringBuilder all = new StringBuilder();
        for (Step step : steps) {
            if (step instanceof Step.Send send) {
                all.append(send.bytes());
            }
        }
        return all.toString();
    }

    private static FramingCase of(JsonNode json) {
        JsonNode instance = json.path("instance");
        return new FramingCase(
                json.path("name").asText(),
                json.path("level").asText(),
                list(json.path("caller"), FramingCase::step),
                json.path("answersHead").asBoolean(),
                instance.isMissingNode() ? Optional.empty() : Optional.of(script(instance)),
                expectation(json.path("expect")));
    }

    private static Script script(JsonNode json) {
        Then then =
                Then.valueOf(json.path("then").asText().replace("rst", "reset").toUpperCase(Locale.ROOT));
        return new Script(written(json.path("says").asText()), then);
    }

    private static Step step(JsonNode json) {
        if (json.has("send")) {
            return new Step.Send(written(json.path("send").asText()));
        }
        if (json.has("pause")) {
            return new Step.Pause(Duration.ofMillis(json.path("pause").asLong()));
        }
        return new Step.End(json.path("end").asText().equals("reset"));
    }

    private static Expectation expectation(JsonNode json) {
        return new Expectation(
                list(json.path("status"), JsonNode::asInt),
                json.path("closes").asBoolean(),
                json.path("silenceIsFine").asBoolean(),
                json.path("looksCut").asBoolean(),
                range(json, "requests"),
                range(json, "answers"),
                Optional.ofNullable(json.get("body")).map(JsonNode::asText),
                list(json.path("instanceSees"), JsonNode::asText),
                list(json.path("instanceNeverSees"), JsonNode::asText),
                list(json.path("callerSees"), JsonNode::asText),
                list(json.path("callerNeverSees"), JsonNode::asText));
    }

    private static Range range(JsonNode json, String name) {
        return new Range(
                json.path(name + "AtLeast").asInt(0), json.path(name + "AtMost").asInt(Integer.MAX_VALUE));
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
        return new ArrayList<>(
                StreamSupport.stream(array.spliterator(), false).map(element).toList());
    }

    private static String written(String text) {
        StringBuilder written = new StringBuilder();
        Matcher repetition = REPETITION.matcher(text);
        int done = 0;
        while (repetition.find()) {
            written.append(text.substring(done, repetition.start()));
            written.append(repetition.group(2).repeat(Integer.parseInt(repetition.group(1))));
            done = repetition.end();
        }
        return written.append(text.substring(done)).toString();
    }
}
