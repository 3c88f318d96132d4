package io.amalgam8.sidecar.e2e;

import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What a registry or a controller may answer when it is not itself. */
final class BadAnswers {

    private static final String UTF_8_MARK = "\uFEFF";

    private BadAnswers() {}

    /**
     * One of them.
     *
     * @param times in how many polls in a row it is given
     * @param outage whether it is as good as no answer; what is odd, or wrong in parts only, is none
     */
    record BadAnswer(String name, Reply reply, int times, boolean outage) {}

    /** What no server that is well would send with any status. */
    static List<BadAnswer> statuses(String elsewhere) {
        List<BadAnswer> answers = new ArrayList<>();
        for (int status : new int[] {204, 400, 401, 403, 404, 410, 429, 500, 502, 504}) {
            answers.add(away("status " + status, Reply.of(status, "")));
        }
        answers.add(new BadAnswer("500 for a while", Reply.of(500, "Internal Server Error"), 3, true));
        answers.add(away(
                "503 with Retry-After",
                response -> response.setStatusCode(503)
                        .putHeader("Retry-After", "1")
                        .end("busy")));
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            answers.add(away(
                    "status " + status,
                    response -> response.setStatusCode(status)
                            .putHeader("Location", elsewhere)
                            .end()));
        }
        answers.add(away("the connection's end", response -> response.reset()));
        return answers;
    }

    /**
     * What no document of its kind is.
     *
     * @param list the name of the list in it
     * @param good a good document
     */
    static List<BadAnswer> garbage(String list, String good) {
        List<BadAnswer> answers = new ArrayList<>();
        for (String body : bodies("{\"" + list + "\":", good)) {
            answers.add(rubbish(body));
        }
        byte[] zipped = zipped(good);
        answers.add(away("gzip", response -> response.end(Buffer.buffer(zipped))));
        answers.add(away(
                "gzip, and said so",
                response -> response.putHeader("Content-Encoding", "gzip").end(Buffer.buffer(zipped))));
        answers.add(away("invalid UTF-8", bytes("{\"" + list + "\":[{\"id\":\"\u00ff\u00fe\u0080\"}]}")));
        answers.add(away("cut off by the connection's end", Reply.cut(good)));
        return answers;
    }

    /** What is odd, and yet a good document: nothing is to be said of it. */
    static List<BadAnswer> oddities(String good) {
        String inside = good.substring(0, good.length() - 1);
        return List.of(
                fine("a mark of UTF-8", UTF_8_MARK + good),
                fine("blanks", " \r\n\t".repeat(100_000) + good + "\n".repeat(1000)),
                fine("unknown fields", inside + ",\"more\":{\"of\":[1,2.5e9,null,\"\u00e4\"]},\"\":false}"),
                fine("a large unknown field", inside + ",\"blob\":\"" + "x".repeat(500_000) + "\"}"));
    }

    /** A document that is good as a whole, though not in all its parts. */
    static BadAnswer doubtful(int times, String body) {
        return new BadAnswer(shortened(body), Reply.ok(body), times, false);
    }

    private static List<String> bodies(String open, String good) {
        List<String> bodies = new ArrayList<>(List.of(
                "",
                " ",
                "null",
                "true",
                "7",
                "\"\"",
                "[]",
                "[{}]",
                "{}",
                "{",
                "<html><body>Bad Gateway</body></html>"));
        for (String value : new String[] {
            "{}",
            "7",
            "\"\"",
            "true",
            "",
            "[",
            "[]",
            "[]]}",
            "[]}{}",
            "[],}",
            "[NaN]}",
            "[{\"id\":NaN}]}",
            "[{]}",
            "[,]}",
            "[1 2]}"
        }) {
            bodies.add(open + value + (value.matches("\\{}|7|\"\"|true") ? "}" : ""));
        }
        bodies.add(open + "[]," + open.substring(1) + "[]}");
        bodies.add(open.replace("\"", "") + "[]}");
        bodies.add(open.replace('"', '\'') + "[]}");
        bodies.add("/* none */" + open + "[]}");
        bodies.add(open + "[\u0000]}");
        bodies.add("\u0000".repeat(1000));
        bodies.add(open + "[".repeat(10_000) + "]".repeat(10_000) + "}");
        bodies.add("{\"x\":" + "{\"y\":".repeat(10_000) + "1" + "}".repeat(10_001));
        bodies.add(open + "[{\"id\":" + "9".repeat(400) + "}]}");
        bodies.add(open + "[{\"id\":1e" + "9".repeat(400) + "}]}");
        bodies.add(open + "[{\"id\":\"" + "x".repeat(5_000_000) + "\"}]}");
        bodies.add("{\"" + "x".repeat(100_000) + "\":1," + open.substring(1) + "[]}");
        bodies.add(good.substring(0, good.length() / 2));
        bodies.add(good.substring(0, good.length() - 1));
        bodies.add(good + "x");
        bodies.add(good + good);
        return bodies;
    }

    private static BadAnswer rubbish(String body) {
        return away(shortened(body), Reply.ok(body));
    }

    private static BadAnswer fine(String name, String body) {
        return new BadAnswer(name, Reply.ok(body), 1, false);
    }

    private static BadAnswer away(String name, Reply reply) {
        return new BadAnswer(name, reply, 1, true);
    }

    /** Each character as one byte. */
    private static Reply bytes(String text) {
        Buffer bytes = Buffer.buffer(text.getBytes(StandardCharsets.ISO_8859_1));
        return response -> response.end(bytes);
    }

    private static byte[] zipped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String shortened(String body) {
        return "'" + (body.length() <= 60 ? body : body.substring(0, 60) + "…") + "'";
    }
}
