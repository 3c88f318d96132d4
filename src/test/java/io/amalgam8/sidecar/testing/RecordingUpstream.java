package io.amalgam8.sidecar.testing;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.testing.StrictRequests.DirtException;
import io.amalgam8.sidecar.testing.StrictRequests.Received;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An instance that reads strictly, keeps what it has got, and answers by a script that the test can change. */
public final class RecordingUpstream implements AutoCloseable {

    private static final int AT_ONCE = 64 * 1024;

    /** What it does when it has answered. */
    public enum Then {
        KEEP,
        CLOSE,
        RESET
    }

    /** What it says, once a request's head has come, and does then. */
    public record Script(String says, Then then) {}

    private static final String USUAL = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    private final RawUpstream server;
    private final List<String> allDirt = new CopyOnWriteArrayList<>();
    private volatile Recording recording = new Recording(Optional.empty());

    public RecordingUpstream() {
        server = RawUpstream.running(this::converse);
    }

    /** What has come since it was begun. */
    public static final class Recording {

        private final Optional<Script> script;
        private final List<Received> requests = new CopyOnWriteArrayList<>();
        private final List<String> dirt = new CopyOnWriteArrayList<>();
        private final List<String> pieces = new CopyOnWriteArrayList<>();

        Recording(Optional<Script> script) {
            this.script = script;
        }

        public List<Received> requests() {
            return requests;
        }

        public List<String> dirt() {
            return dirt;
        }

        public String bytes() {
            return String.join("", pieces);
        }
    }

    public Endpoint endpoint() {
        return server.endpoint();
    }

    /** Forgets what has come before, and follows that script, or the usual one. */
    public Recording record(Optional<Script> script) {
        Recording fresh = new Recording(script);
        recording = fresh;
        return fresh;
    }

    /** All that should never have come, whenever it came. */
    public List<String> dirt() {
        return allDirt;
    }

    private void converse(RawPeer caller) throws IOException {
        StrictRequests requests = new StrictRequests();
        Conversation conversation = new Conversation(caller);
        byte[] buffer = new byte[AT_ONCE];
        for (int count = caller.readSome(buffer); count > 0; count = caller.readSome(buffer)) {
            String bytes = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
            Recording now = recording;
            now.pieces.add(bytes);
            try {
                List<Received> complete = requests.add(bytes);
                now.requests.addAll(complete);
                if (!conversation.goOn(now, complete, requests.unfinished())) {
                    return;
                }
            } catch (DirtException dirt) {
                now.dirt.add(String.valueOf(dirt.getMessage()));
                allDirt.add(String.valueOf(dirt.getMessage()));
                return;
            }
        }
    }

    /** What it says on one connection. */
    private static final class Conversation {

        private final RawPeer caller;
        private Optional<Recording> answered = Optional.empty();
        private boolean continued;

        Conversation(RawPeer caller) {
            this.caller = caller;
        }

        /** False when it is over. */
        boolean goOn(Recording now, List<Received> complete, Optional<String> unfinished) {
            if (now.script.isPresent()) {
                return follow(now, now.script.get(), complete, unfinished.isPresent());
            }
            for (Received request : complete) {
                continued = false;
                caller.send(USUAL + (request.method().equals("HEAD") ? "" : "OK"));
            }
            if (!continued
                    && unfinished.filter(head -> head.contains("100-continue")).isPresent()) {
                continued = true;
                caller.send("HTTP/1.1 100 Continue\r\n\r\n");
            }
            return true;
        }

        private boolean follow(Recording now, Script script, List<Received> complete, boolean begun) {
            boolean first = answered.filter(now::equals).isEmpty();
            int answers = first && complete.isEmpty() && begun ? 1 : complete.size();
            for (int i = 0; i < answers; i++) {
                answered = Optional.of(now);
                caller.send(script.says());
                if (script.then() == Then.RESET) {
                    caller.reset();
                }
                if (script.then() != Then.KEEP) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
