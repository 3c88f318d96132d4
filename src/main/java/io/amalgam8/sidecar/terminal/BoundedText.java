package io.amalgam8.sidecar.terminal;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Takes the body of an answer as text, and breaks off one that is too long to be held. */
public final class BoundedText implements BodySubscriber<String> {

    private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
    private final long most;
    private long taken;
    private @Nullable Subscription subscription;

    /** Takes so many bytes and no more. */
    public BoundedText(long most) {
        this.most = most;
    }

    /** There were more bytes. */
    public static final class TooLongException extends IOException {}

    @Override
    public CompletionStage<String> getBody() {
        return text.getBody();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        text.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        part.forEach(bytes -> taken += bytes.remaining());
        if (taken <= most) {
            text.onNext(part);
            return;
        }
        if (subscription != null) {
            subscription.cancel();
        }
        text.onError(new TooLongException());
    }

    @Override
    public void onError(Throwable failure) {
        text.onError(failure);
    }

    @Override
    public void onComplete() {
        text.onComplete();
    }
}
