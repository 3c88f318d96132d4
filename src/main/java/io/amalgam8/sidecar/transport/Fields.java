package io.amalgam8.sidecar.transport;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The header or trailer fields of one message, in the order in which they came; names in any case. */
public final class Fields {

    /** No fields, for a message without trailers. */
    public static final Fields NONE = new Fields(EmptyHttpHeaders.INSTANCE);

    private final HttpHeaders headers;

    private Fields(HttpHeaders headers) {
        this.headers = headers;
    }

    public static Fields empty() {
        return new Fields(DefaultHttpHeadersFactory.headersFactory().newHeaders());
    }

    /** A view: what is changed here is changed there. */
    public static Fields of(HttpHeaders headers) {
        return headers.isEmpty() && headers instanceof EmptyHttpHeaders ? NONE : new Fields(headers);
    }

    /** As the codecs know them. */
    public HttpHeaders toNetty() {
        return headers;
    }

    public boolean isEmpty() {
        return headers.isEmpty();
    }

    public int size() {
        return headers.size();
    }

    public boolean has(CharSequence name) {
        return headers.contains(name);
    }

    /** Whether one of the comma-separated words of that field is this one, in any case. */
    public boolean hasWord(CharSequence name, CharSequence word) {
        return headers.containsValue(name, word, true);
    }

    public Optional<String> first(CharSequence name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The first value of that field; empty text where there is none. */
    public String text(CharSequence name) {
        return headers.get(name, "");
    }

    public List<String> all(CharSequence name) {
        return headers.getAll(name);
    }

    /** Whether the body is chunked and nothing else, the one transfer coding that is spoken here (RFC 9112, 6.1). */
    boolean isChunkedAlone() {
        List<String> codings = all(Names.TRANSFER_ENCODING);
        return codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
    }

    public Iterator<String> values(CharSequence name) {
        return headers.valueStringIterator(name);
    }

    /** In place of all that have the name, which is taken for one; a value that would end its line is refused. */
    public Fields set(CharSequence name, Object value) {
        headers.set(name, checked(value));
        return this;
    }

    /** The same with a value of which it is known that it cannot end its line. */
    public Fields setPlain(AsciiString name, AsciiString value) {
        headers.set(name, value);
        return this;
    }

    public Fields add(CharSequence name, Object value) {
        headers.add(name, checked(value));
        return this;
    }

    public Fields remove(CharSequence name) {
        headers.remove(name);
        return this;
    }

    /** What comes from rules and instances must not become a line of its own (RFC 9110, 5.5). */
    private static Object checked(Object value) {
        if (value instanceof CharSequence text && HttpHeaderValidationUtil.validateValidHeaderValue(text) >= 0) {
            throw new IllegalArgumentException("a field's value contains a control character");
        }
        return value;
    }
}
