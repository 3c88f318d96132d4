package io.amalgam8.sidecar.demo;

import java.util.List;

/**
 * One process of the demo.
 *
 * @param name what it is called in the output, and its log
 * @param detail what it does and where, in a few words
 */
record Part(String name, String detail, List<String> command) {

    Part {
        command = List.copyOf(command);
    }
}
