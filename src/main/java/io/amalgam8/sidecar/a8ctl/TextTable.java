package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.terminal.Printable;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under columns, with lines around them. */
record TextTable(List<String> columns, List<List<String>> rows) {

    TextTable {
        columns = List.copyOf(columns);
        rows = rows.stream()
                .map(row -> row.stream().map(Printable::of).toList())
                .toList();
    }

    /** All of it, with a line's end at the end. */
    String render() {
        List<Integer> widths =
                IntStream.range(0, columns.size()).mapToObj(this::width).toList();
        StringBuilder text = new StringBuilder();
        rule(text, widths);
        line(text, widths, columns);
        rule(text, widths);
        rows.forEach(row -> line(text, widths, row));
        rule(text, widths);
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> letters(row.get(column))).reduce(letters(columns.get(column)), Math::max);
    }

    private static void rule(StringBuilder text, List<Integer> widths) {
        widths.forEach(width -> text.append('+').append("-".repeat(width + 2)));
        text.append("+\n");
    }

    private static void line(StringBuilder text, List<Integer> widths, List<String> cells) {
        for (int i = 0; i < widths.size(); i++) {
            String cell = cells.get(i);
            text.append("| ").append(cell).append(" ".repeat(widths.get(i) - letters(cell) + 1));
        }
        text.append("|\n");
    }

    private static int letters(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
