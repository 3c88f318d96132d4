package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.settings.Options.Group;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** What {@code --help} shows, in 80 columns. */
final class HelpText {

    private static final int LEFT = 32;
    private static final int RIGHT = 48;
    private static final String HEAD = """
            Usage: a8sidecar [FLAG...] [--] [APPLICATION [ARGUMENT...]]
                   a8sidecar ctl | explain | status | demo | control-plane | help | version

            Registers the application that it stands beside, discovers all others, and
            routes the application's calls: http://localhost:6379/SERVICE/PATH

              a8sidecar --register --proxy --service reviews:v1 --endpoint_port 9080 \\
                  --registry_url http://registry:8080 \\
                  --controller_url http://controller:8080 python reviews.py

            The first word that is no flag begins the application's command line. A flag
            may have one dash or two, and its value behind a blank or a "="; a switch
            stands alone or takes =true or =false. A flag is stronger than a variable
            [A8_...], and that is stronger than the YAML file. Durations: 500ms, 15s, 1m30s.
            """;
    private static final String VERBS = """

            Verbs, as the very first word
              ctl             steers traffic by the controller: ctl route-list
              explain         where a call would go, and why: explain GET /reviews/x
              status          how a running sidecar stands, on one screen
              demo            a guided tour on this machine: two versions and a gateway
              control-plane   a registry and a controller in one process
              help, version   this help; the version
                              (each verb but these two has a --help of its own)
            """;
    private static final String EXIT_CODES = """

            Exit codes
              0        help, version, a passed --check, a clean stop
              2        wrong usage or configuration
              3        a port is taken
              74       what is printed cannot be written
              126      the application cannot be executed
              127      the application is not found
              128 + n  signal n killed the application
              1        anything else; else the application's own exit code
            """;

    private HelpText() {}

    static String render() {
        StringBuilder text = new StringBuilder(HEAD);
        Options.GROUPS.stream()
                .filter(group -> group.options().stream()
                        .anyMatch(option -> option.flag().isPresent()))
                .forEach(group -> text.append(section(group)));
        return text.append(inFileOnly()).append(VERBS).append(EXIT_CODES).toString();
    }

    private static String section(Group group) {
        TextTable table = table();
        group.options().stream()
                .filter(option -> option.flag().isPresent())
                .forEach(option -> table.addRowValues(flag(option), meaning(option)));
        return "\n" + group.title() + "\n" + table.toString();
    }

    private static String inFileOnly() {
        TextTable table = table();
        Options.ALL.stream()
                .filter(option -> option.flag().isEmpty())
                .forEach(option -> table.addRowValues(option.title(), meaning(option)));
        return "\nIn the YAML file only\n" + table.toString();
    }

    private static TextTable table() {
        return TextTable.forColumns(
                Help.defaultColorScheme(Ansi.OFF),
                new Column(LEFT, 2, Overflow.SPAN),
                new Column(RIGHT, 1, Overflow.WRAP));
    }

    private static String flag(Option<?> option) {
        String names = "--" + option.title()
                + Options.shortName(option).map(", "::concat).orElse("");
        return option.kind().isSwitch() ? names : names + " " + option.kind().placeholder();
    }

    private static String meaning(Option<?> option) {
        List<String> facts = List.of(
                option.variable().orElse(""),
                option.standard().description().isEmpty()
                        ? ""
                        : "default " + option.standard().description());
        String known = facts.stream().filter(fact -> !fact.isEmpty()).collect(Collectors.joining(", "));
        return known.isEmpty() ? option.help() : option.help() + "\n[" + known + "]";
    }
}
