package io.amalgam8.sidecar.testing;

import io.amalgam8.sidecar.bus.Topic;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Everything that was published on one topic, in its order. */
public final class Published<T> {

    private final List<T> messages = new CopyOnWriteArrayList<>();

    private Published() {}

    /** Listens from now on. */
    public static <T> Published<T> on(Vertx vertx, Topic<T> topic) {
        Published<T> published = new Published<>();
        topic.subscribe(vertx, published.messages::add);
        return published;
    }

    public List<T> all() {
        return List.copyOf(messages);
    }

    public T last() {
        return messages.get(messages.size() - 1);
    }
}
