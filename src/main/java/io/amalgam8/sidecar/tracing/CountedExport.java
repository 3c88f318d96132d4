package io.amalgam8.sidecar.tracing;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends one batch after the other, and notes what became of each. Lives on the thread that makes the batches, which
 * would wait for each of them anyway.
 */
final class CountedExport implements SpanExporter {

    private final SpanExporter exporter;
    private final SendingThreads sending;
    private final Duration patience;
    private final AtomicInteger waiting;
    private final Losses losses;

    /**
     * For that exporter.
     *
     * @param sending where it sends; freed when a batch takes longer than that
     * @param waiting how many spans are not here yet
     */
    CountedExport(
            SpanExporter exporter, SendingThreads sending, Duration patience, AtomicInteger waiting, Losses losses) {
        this.exporter = exporter;
        this.sending = sending;
        this.patience = patience;
        this.waiting = waiting;
        this.losses = losses;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        waiting.addAndGet(-spans.size());
        CompletableResultCode result = exporter.export(spans).join(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (result.isSuccess()) {
            losses.taken();
        } else if (result.isDone()) {
            losses.refused(spans.size(), reason(result.getFailureThrowable()));
        } else {
            sending.giveUp();
            losses.refused(spans.size(), "not answered in time");
        }
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
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
        Throwable first = failure;
        while (first != null && first.getCause() != null) {
            first = first.getCause();
        }
        return first == null ? "unknown" : first.getClass().getSimpleName();
    }
}
