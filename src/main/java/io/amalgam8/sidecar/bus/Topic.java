package io.amalgam8.sidecar.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * One conversation on the event bus. Messages are immutable and passed by reference, within this process. Of most topics
 * news is published; of others somebody answers, when asked, how things are.
 *
 * @param address the event bus address
 * @param type the class of its messages; a message may be of a class below it
 */
public record Topic<T>(String address, Class<T> type) {

    /** Answers are read from memory: who has none by then has none to give. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final DeliveryOptions BY_REFERENCE = new DeliveryOptions()
            .setCodecName(ReferenceCodec.NAME)
            .setLocalOnly(true)
            .setSendTimeout(PATIENCE.toMillis());

    private static final int FAILED = 500;

    /** Tells everyone who listens now; who comes later hears nothing of it. */
    public void publish(Vertx vertx, T message) {
        vertx.eventBus().publish(address, message, BY_REFERENCE);
    }

    /** Tells everyone who listens now, and says whether that was anybody. */
    public Future<Boolean> offer(Vertx vertx, T message) {
        return vertx.eventBus()
                .<T>publisher(address, BY_REFERENCE)
                .write(message)
                .map(true)
                .otherwise(false);
    }

    /** Hears every later message on the caller's context; ends with the verticle that called it. */
    public MessageConsumer<Object> subscribe(Vertx vertx, Consumer<T> listener) {
        return vertx.eventBus().localConsumer(address, message -> listener.accept(type.cast(message.body())));
    }

    /** Asks the one who answers here; fails when there is nobody, or no answer in time. */
    public Future<T> request(Vertx vertx) {
        return vertx.eventBus().<Object>request(address, "", BY_REFERENCE).map(answer -> type.cast(answer.body()));
    }

    /** Answers every later request, off the event loops; ends with the verticle that called it. */
    public MessageConsumer<Object> answer(Vertx vertx, Callable<T> answer) {
        return vertx.eventBus()
                .localConsumer(
                        address,
                        question -> vertx.executeBlocking(answer, false)
                                .onSuccess(found -> question.reply(found, BY_REFERENCE))
                                .onFailure(cause -> question.fail(FAILED, cause.toString())));
    }
}
