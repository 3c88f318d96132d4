package io.amalgam8.sidecar.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.Published;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said on a topic is heard by all who listen, as it was said. */
final class TopicTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Topic<ApplicationExited> TOPIC = Topics.APPLICATION_EXITED;

    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void registerCodec() {
        Topics.registerCodec(vertx);
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void passesTheVeryMessageToEveryListener() {
        Published<ApplicationExited> one = Published.on(vertx, TOPIC);
        Published<ApplicationExited> other = Published.on(vertx, TOPIC);
        ApplicationExited message = new ApplicationExited(3);

        TOPIC.publish(vertx, message);

        await().atMost(PATIENCE).until(() -> one.all().size() + other.all().size() == 2);
        assertThat(one.last()).isSameAs(message);
        assertThat(other.last()).isSameAs(message);
    }

    @Test
    void keepsTheOrder() {
        Published<ApplicationExited> heard = Published.on(vertx, TOPIC);

        IntStream.range(0, 200).forEach(code -> TOPIC.publish(vertx, new ApplicationExited(code)));

        await().atMost(PATIENCE).until(() -> heard.all().size() == 200);
        assertThat(heard.all())
                .extracting(ApplicationExited::exitCode)
                .isEqualTo(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void tellsALateListenerNothingOfTheTimeBefore() {
        Published<ApplicationExited> early = Published.on(vertx, TOPIC);
        TOPIC.publish(vertx, new ApplicationExited(1));
        await().atMost(PATIENCE).until(() -> early.all().size() == 1);

        Published<ApplicationExited> late = Published.on(vertx, TOPIC);
        TOPIC.publish(vertx, new ApplicationExited(2));

        await().atMost(PATIENCE).until(() -> !late.all().isEmpty());
        assertThat(late.all()).containsExactly(new ApplicationExited(2));
    }

    @Test
    void isHeardNoMoreOnceTheListenerHasLeft() {
        List<ApplicationExited> heard = new CopyOnWriteArrayList<>();
        MessageConsumer<Object> listener = TOPIC.subscribe(vertx, heard::add);
        Published<ApplicationExited> witness = Published.on(vertx, TOPIC);
        Await.result(listener.unregister());

        TOPIC.publish(vertx, new ApplicationExited(1));

        await().atMost(PATIENCE).until(() -> !witness.all().isEmpty());
        assertThat(heard).isEmpty();
    }

    @Test
    void endsWithTheVerticleThatListens() {
        List<ApplicationExited> heard = new CopyOnWriteArrayList<>();
        String id = Await.result(vertx.deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                TOPIC.subscribe(vertx, heard::add);
                return Future.succeededFuture();
            }
        }));
        Await.result(vertx.undeploy(id));
        Published<ApplicationExited> witness = Published.on(vertx, TOPIC);

        TOPIC.publish(vertx, new ApplicationExited(1));

        await().atMost(PATIENCE).until(() -> !witness.all().isEmpty());
        assertThat(heard).isEmpty();
    }

    @Test
    void isAnsweredByOneWithTheVeryAnswer() {
        ApplicationExited answer = new ApplicationExited(4);
        TOPIC.answer(vertx, () -> answer);

        assertThat(Await.result(TOPIC.request(vertx))).isSameAs(answer);
    }

    @Test
    void saysThatNobodyAnswersOrThatTheAnswerFails() {
        assertThat(Await.failure(TOPIC.request(vertx), ReplyException.class).failureType())
                .isEqualTo(ReplyFailure.NO_HANDLERS);
        TOPIC.answer(vertx, () -> {
            throw new IllegalStateException("no answer");
        });
        assertThat(Await.failure(TOPIC.request(vertx), ReplyException.class)).hasMessageContaining("no answer");
    }

    @Test
    void knowsWhetherAnybodyHears() {
        assertThat(Await.result(TOPIC.offer(vertx, new ApplicationExited(1)))).isFalse();
        Published<ApplicationExited> heard = Published.on(vertx, TOPIC);
        assertThat(Await.result(TOPIC.offer(vertx, new ApplicationExited(2)))).isTrue();
        await().atMost(PATIENCE).until(() -> heard.all().size() == 1);
        assertThat(heard.last()).isEqualTo(new ApplicationExited(2));
    }

    @Test
    void keepsItsMessagesInTheProcess() {
        ReferenceCodec codec = new ReferenceCodec();

        assertThatIllegalStateException()
                .isThrownBy(() -> codec.encodeToWire(Buffer.buffer(), new ApplicationExited(0)));
        assertThatIllegalStateException().isThrownBy(() -> codec.decodeFromWire(0, Buffer.buffer()));
    }
}
