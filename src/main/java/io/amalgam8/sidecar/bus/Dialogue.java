package io.amalgam8.sidecar.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.function.Function;

/**
 * A question on the event bus and the answer of whoever knows. Both are immutable and passed by reference, within this
 * process.
 *
 * @param address the event bus address
 * @param question the class of the questions
 * @param answer the class of the answers; an answer may be of a class below it
 */
public record Dialogue<Q, A>(String address, Class<Q> question, Class<A> answer) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final DeliveryOptions BY_REFERENCE = new DeliveryOptions()
            .setCodecName(ReferenceCodec.NAME)
            .setLocalOnly(true)
            .setSendTimeout(PATIENCE.toMillis());

    private static final int FAILED = 500;

    /**
     * Asks whoever answers; where several do, one of them.
     *
     * @return fails when nobody answers, or nobody does within 10 seconds
     */
    public Future<A> ask(Vertx vertx, Q asked) {
        return vertx.eventBus().request(address, asked, BY_REFERENCE).map(message -> answer.cast(message.body()));
    }

    /** Answers every later question on the caller's context; ends with the verticle that called it. */
    public MessageConsumer<Object> answer(Vertx vertx, Function<Q, Future<? extends A>> answering) {
        return vertx.eventBus()
                .localConsumer(
                        address,
                        message -> answering
                                .apply(question.cast(message.body()))
                                .onSuccess(found -> message.reply(found, BY_REFERENCE))
                                .onFailure(failure -> message.fail(FAILED, failure.toString())));
    }
}
