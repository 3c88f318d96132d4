package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.e2e.BadAnswers.BadAnswer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.Puppet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** Puts one server of a sidecar through one fault after the other, each ended by one good answer with new content. */
final class FaultTrial {

    private final FaultySidecar sidecar;
    private final String name;
    private final Puppet server;
    private final IntFunction<String> content;
    private int fresh;
    private int outages;

    /** With what the server's content is when it changes for the so-many-th time. */
    FaultTrial(FaultySidecar sidecar, String name, Puppet server, IntFunction<String> content) {
        this.sidecar = sidecar;
        this.name = name;
        this.server = server;
        this.content = content;
    }

    void begin() {
        becomesGood("at the beginning");
        sidecar.awaitReady(200);
        sidecar.callAllTheTime();
    }

    /** The table stays as it is while the server answers so, and the first good answer is in force afterwards. */
    void survives(BadAnswer bad) {
        List<String> before = sidecar.table();
        for (int i = 0; i < bad.times(); i++) {
            server.answer(bad.reply());
        }
        server.awaitCall();
        assertThat(sidecar.table()).as(bad.name()).isEqualTo(before);
        assertOutages(bad.name(), bad.outage() ? 1 : 0);
        becomesGood(bad.name());
    }

    /** The same for an answer that is, but for what is spoilt in it, the one before. */
    void survivesInPart(UnaryOperator<String> spoiling) {
        survives(BadAnswers.doubtful(1, spoiling.apply(content.apply(fresh))));
    }

    /** The same for its death, and what it answers at first when it is there again. */
    void survivesItsEnd(Reply... first) {
        List<String> before = sidecar.table();
        server.die();
        assertOutages("its end", 1);
        server.rise();
        for (Reply reply : first) {
            server.answer(reply);
        }
        server.awaitCall();
        assertThat(sidecar.table()).as("its end").isEqualTo(before);
        becomesGood("its end");
    }

    /** What is odd is good all the same: that id is in force, or none of that kind. */
    void takes(Reply odd, String id) {
        String last = id(fresh);
        server.answer(odd);
        server.awaitCall();
        FaultySidecar.patiently(id).until(() -> !sidecar.table().contains(last));
        assertThat(sidecar.table().contains(id)).as(id).isEqualTo(!id.isEmpty());
        becomesGood(id);
    }

    private void becomesGood(String after) {
        fresh++;
        server.answer(Reply.ok(content.apply(fresh)));
        // The next answer is withheld until this one has had its effect.
        FaultySidecar.patiently(name + " after " + after)
                .until(() -> sidecar.table().contains(id(fresh)));
        sidecar.awaitSaid("server is back", outages);
        sidecar.assertNothingLost(after);
    }

    private void assertOutages(String of, int more) {
        outages += more;
        sidecar.awaitSaid("server is away", outages);
        assertThat(sidecar.count("server is away")).as(of).isEqualTo(outages);
    }

    private String id(int number) {
        return content.apply(number).replaceAll("(?s).*\"id\":\"(\\w+\\d+)\".*", "$1");
    }
}
