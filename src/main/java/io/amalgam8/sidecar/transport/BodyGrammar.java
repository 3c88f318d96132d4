package io.amalgam8.sidecar.transport;

/** A message's body, which may be of known length, of chunks, of whatever comes, or none at all. */
final class BodyGrammar {

    private enum Form {
        NONE,
        COUNTED,
        CHUNKS,
        TRAILERS,
        ENDLESS
    }

    private final FieldGrammar fields;
    private final ChunkGrammar chunks = new ChunkGrammar();
    private Form form = Form.NONE;
    private long left;

    BodyGrammar(FieldGrammar fields) {
        this.fields = fields;
    }

    void beginNone() {
        form = Form.NONE;
    }

    void beginCounted(long length) {
        left = length;
        form = length == 0 ? Form.NONE : Form.COUNTED;
    }

    void beginChunks() {
        form = Form.CHUNKS;
        chunks.begin();
    }

    /** Until the connection ends, whether as a body or as another protocol. */
    void beginEndless() {
        form = Form.ENDLESS;
    }

    boolean isComplete() {
        return form == Form.NONE;
    }

    boolean isEndless() {
        return form == Form.ENDLESS;
    }

    int skip(int available) {
        return switch (form) {
            case NONE, TRAILERS -> 0;
            case ENDLESS -> available;
            case CHUNKS -> chunks.isWithinBytes() ? chunks.skip(available) : 0;
            case COUNTED -> skipCounted(available);
        };
    }

    /** Whether what comes next is bytes that can only be counted. */
    boolean isToSkip() {
        return form == Form.COUNTED || form == Form.ENDLESS || (form == Form.CHUNKS && chunks.isWithinBytes());
    }

    int scan(byte[] bytes, int start, int end) {
        int at = start;
        if (form == Form.CHUNKS) {
            at = chunks.scan(bytes, at, end);
            if (chunks.isLast()) {
                fields.beginTrailers();
                form = Form.TRAILERS;
            }
        }
        if (form == Form.TRAILERS) {
            at = fields.scan(bytes, at, end);
            form = fields.isComplete() ? Form.NONE : Form.TRAILERS;
        }
        return at;
    }

    private int skipCounted(int available) {
        int skipped = (int) Math.min(available, left);
        left -= skipped;
        form = left == 0 ? Form.NONE : Form.COUNTED;
        return skipped;
    }
}
