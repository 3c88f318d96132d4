package io.amalgam8.sidecar.proxy;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The header or trailer fields of one message, in the order in which they came; names in any case. */
final class Fields {

    /** No fields, for a message without trailers. */
    static final Fields NONE = new Fields(EmptyHttpHeaders.INSTANCE);

    private final HttpHeaders headers;

    private Fields(HttpHeaders headers) {
        this.headers = headers;
    }

    static Fields empty() {
        return new Fields(DefaultHttpHeadersFactory.headersFactory().newHeaders());
    }

    /** A view: what is changed here is changed there. */
    static Fields of(HttpHeaders headers) {
        return headers.isEmpty() && headers instanceof EmptyHttpHeaders ? NONE : new Fields(headers);
    }

    /** As the codecs know them. */
    HttpHeaders toNetty() {
        return headers;
    }

    boolean isEmpty() {
        return headers.isEmpty();
    }

    int size() {
        return headers.size();
    }

    boolean has(CharSequence name) {
        return headers.contains(name);
    }

    /** Whether one of the comma-separated words of that field is this one, in any case. */
    boolean hasWord(CharSequence name, CharSequence word) {
        return headers.containsValue(name, word, true);
    }

    Optional<String> first(CharSequence name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The first value of that field; empty text where there is none. */
    String text(CharSequence name) {
        return headers.get(name, "");
    }

    List<String> all(CharSequence name) {
        return headers.getAll(name);
    }

    Iterator<String> values(CharSequence name) {
        return headers.valueStringIterator(name);
    }

    Fields set(CharSequence name, Object value) {
        headers.set(name, value);
        return this;
    }

    Fields add(CharSequence name, Object value) {
        headers.add(name, value);
        return this;
    }

    Fields remove(CharSequence name) {
        headers.remove(name);
        return this;
    }
}
