package io.amalgam8.sidecar.tracing;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends batches one after the other, and notes what became of each. For one thread: the one that makes the batches. */
final class CountedExport implements SpanExporter {

    private final SpanExporter exporter;
    private final AtomicInteger waiting;
    private final Losses losses;
    private Batch last = new Batch(0);

    CountedExport(SpanExporter exporter, AtomicInteger waiting, Losses losses) {
        this.exporter = exporter;
        this.waiting = waiting;
        this.losses = losses;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        waiting.addAndGet(-spans.size());
        // Nobody makes the next batch before the time for the last one was up.
        last.refused("not answered in time");
        Batch batch = new Batch(spans.size());
        last = batch;
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> batch.ended(result));
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        last.refused("not answered before the end");
        return exporter.shutdown();
    }

    /** Spans sent at once; what became of them is settled once. */
    private final class Batch {

        private final int size;
        private final AtomicBoolean settled;

        Batch(int size) {
            this.size = size;
            this.settled = new AtomicBoolean(size == 0);
        }

        void ended(CompletableResultCode result) {
            if (!result.isSuccess()) {
                refused(reason(result.getFailureThrowable()));
                return;
            }
            if (settled.compareAndSet(false, true)) {
                losses.taken();
            }
        }

        void refused(String reason) {
            if (settled.compareAndSet(false, true)) {
                losses.refused(size, reason);
            }
        }
    }

    /** Never more of a failure than its kind: its words may hold what we have sent. */
    private static String reason(@Nullable Throwable failure) {
        if (failure instanceof HttpExportException http) {
            HttpResponse response = http.getResponse();
            return response != null ? "status " + response.getStatusCode() : kind(http.getCause());
        }
        return kind(failure);
    }

    private static String kind(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        Throwable first = failure;
        while (first.getCause() != null && !first.getCause().equals(first)) {
            first = first.getCause();
        }
        return first.getClass().getSimpleName();
    }
}
