package io.amalgam8.sidecar.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.wire.Documents;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a long list is asked for: {@code ?limit=…&after=…}.
 *
 * @param limit 1 to 1000 items at a time, 100 unless the visitor says otherwise
 * @param after where the page before ended, as its {@code next} says; empty for the beginning
 */
record Paging(int limit, String after) {

    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final int MOST_DIGITS = 9;

    /** One page of a list: its items, and how many there are in all. {@code next} is empty on the last page. */
    record Page<T>(List<T> items, int total, String next) {}

    /**
     * Reads a query.
     *
     * @throws InvalidValueException when it makes no sense
     */
    static Paging of(MultiMap query) {
        String limit = query.contains("limit") ? query.get("limit") : Integer.toString(USUAL);
        int count = number(limit);
        if (count < 1 || count > MOST) {
            throw InvalidValueException.of("limit", limit, "1.." + MOST);
        }
        return new Paging(count, query.contains("after") ? query.get("after") : "");
    }

    /** Of a list in an order of its own: what is {@code after} is how many items came before. */
    <T> Page<T> byPosition(List<T> items) {
        int from = after.isEmpty() ? 0 : number(after);
        if (from < 0) {
            throw InvalidValueException.of("after", after, "what next says: the number of items before");
        }
        return page(items, Math.min(from, items.size()), last -> Integer.toString(last + 1));
    }

    /** Of a list in the order of its keys, which may change between two pages. */
    <T> Page<T> byKey(List<T> items, Function<T, String> key) {
        int from = 0;
        while (!after.isEmpty()
                && from < items.size()
                && key.apply(items.get(from)).compareTo(after) <= 0) {
            from++;
        }
        return page(items, from, last -> key.apply(items.get(last)));
    }

    /** {@code {"items":[…],"total":n,"next":"/path?after=…&limit=…"}}, where {@code next} is null on the last page. */
    <T> ObjectNode write(String path, Page<T> page, Function<T, ObjectNode> form) {
        ObjectNode document = Documents.newObject();
        ArrayNode items = document.putArray("items");
        page.items().forEach(item -> items.add(form.apply(item)));
        document.put("total", page.total());
        return page.next().isEmpty()
                ? document.putNull("next")
                : document.put(
                        "next",
                        path + "?after=" + URLEncoder.encode(page.next(), StandardCharsets.UTF_8) + "&limit=" + limit);
    }

    private <T> Page<T> page(List<T> items, int from, Function<Integer, String> cursor) {
        int to = Math.min(items.size(), from + limit);
        String next = to < items.size() ? cursor.apply(to - 1) : "";
        return new Page<>(List.copyOf(items.subList(from, to)), items.size(), next);
    }

    /** A whole number without a sign; -1 for anything else. */
    private static int number(String text) {
        boolean plain =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Integer.parseInt(text) : -1;
    }
}
