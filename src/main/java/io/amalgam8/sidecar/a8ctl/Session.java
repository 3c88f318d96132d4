package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.terminal.Printable;
import java.util.function.Supplier;

/** What a command works with: what was typed, the servers, and where it prints. */
record Session(Given given, Servers servers, Streams streams) {

    Controller controller() {
        return new Controller(servers.controller());
    }

    Registry registry() {
        return new Registry(servers.registry());
    }

    /** Prints a sentence. */
    void say(String sentence) {
        streams.out().println(Printable.of(sentence));
    }

    /** Prints what is no result. */
    void warn(String sentence) {
        streams.error().println(Printable.of(sentence));
    }

    /** Prints a result in the form asked for, which is a table where none was. */
    void show(JsonNode document, Supplier<TextTable> table) {
        show(document, table, Format.TABLE);
    }

    /** Prints a result in the form asked for, or else the usual one. */
    void show(JsonNode document, Supplier<TextTable> table, Format usual) {
        switch (format(usual)) {
            case JSON -> streams.out().println(Json.pretty(document));
            case YAML -> streams.out().print(Json.yaml(document));
            case TABLE -> streams.out().print(table.get().render());
        }
    }

    Format format(Format usual) {
        return given.has(Command.JSON)
                ? Format.JSON
                : given.<Format>value(Command.OUTPUT).orElse(usual);
    }
}
