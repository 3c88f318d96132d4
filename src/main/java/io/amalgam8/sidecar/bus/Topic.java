package io.amalgam8.sidecar.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;

/**
 * One conversation on the event bus. Messages are immutable and passed by reference, within this process.
 *
 * @param address the event bus address
 * @param type the class of its messages; a message may be of a class below it
 */
public record Topic<T>(String address, Class<T> type) {

    private static final DeliveryOptions BY_REFERENCE =
            new DeliveryOptions().setCodecName(ReferenceCodec.NAME).setLocalOnly(true);

    /** Tells everyone who listens now; who comes later hears nothing of it. */
    public void publish(Vertx vertx, T message) {
        vertx.eventBus().publish(address, message, BY_REFERENCE);
    }

    /** Hears every later message on the caller's context; ends with the verticle that called it. */
    public MessageConsumer<Object> subscribe(Vertx vertx, Consumer<T> listener) {
        return vertx.eventBus().localConsumer(address, message -> listener.accept(type.cast(message.body())));
    }
}
