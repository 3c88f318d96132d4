package io.amalgam8.sidecar.balancing;

/** One try of one call, from its beginning to its end: what it says about its instance is told once each. */
public final class Attempt {

    private final Balancing balancing;
    private final Member member;
    private final Candidates candidates;
    private final long startedNanos;
    private boolean answered;
    private boolean ended;

    Attempt(Balancing balancing, Member member, Candidates candidates, long now) {
        this.balancing = balancing;
        this.member = member;
        this.candidates = candidates;
        this.startedNanos = now;
        member.begun();
    }

    /**
     * The answer's head is there.
     *
     * @param askedNanos when the request had been sent whole, by {@link System#nanoTime}; 0 if before this try
     */
    public void answered(Outcome outcome, long askedNanos) {
        // What an answer is worth may be told at its end only.
        answered = outcome != Outcome.NONE;
        boolean late = askedNanos != 0 && askedNanos - startedNanos > 0;
        observe(outcome, late ? askedNanos : startedNanos);
        if (answered) {
            report(outcome);
        }
    }

    /** Nothing more comes of it; what is said after the first time does not count. */
    public void ended(Outcome outcome) {
        if (ended) {
            return;
        }
        ended = true;
        member.ended();
        boolean failed = outcome == Outcome.FAILURE || outcome == Outcome.CONNECT_FAILURE;
        if (answered && !failed) {
            return;
        }
        if (failed) {
            observe(outcome, startedNanos);
        }
        report(outcome);
    }

    private void report(Outcome outcome) {
        if (outcome == Outcome.SUCCESS || candidates.maySpare()) {
            balancing.report(member, outcome, startedNanos, candidates.outlier());
        }
    }

    private void observe(Outcome outcome, long sinceNanos) {
        long now = balancing.now();
        long latency = now - sinceNanos;
        boolean failed = outcome == Outcome.FAILURE || outcome == Outcome.CONNECT_FAILURE;
        member.latency().observe(failed ? Math.max(latency, PeakEwma.FAILURE_NANOS) : latency, now);
    }
}
