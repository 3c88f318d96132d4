package io.amalgam8.sidecar.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many spans wait for their export and no more. The queue behind it has the same bound, and loses without a
 * word.
 */
final class BoundedSpans implements SpanProcessor {

    private final SpanProcessor queue;
    private final int most;
    private final AtomicInteger waiting;
    private final Losses losses;

    BoundedSpans(SpanProcessor queue, int most, AtomicInteger waiting, Losses losses) {
        this.queue = queue;
        this.most = most;
        this.waiting = waiting;
        this.losses = losses;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            losses.lost(1);
            return;
        }
        queue.onEnd(span);
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public CompletableResultCode shutdown() {
        return queue.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return queue.forceFlush();
    }
}
