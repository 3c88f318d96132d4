package io.amalgam8.sidecar;

import io.amalgam8.sidecar.a8ctl.A8ctl;
import io.amalgam8.sidecar.ctl.ExplainCommand;
import io.amalgam8.sidecar.ctl.StatusCommand;
import io.amalgam8.sidecar.demo.Demo;
import io.amalgam8.sidecar.process.Signal;
import io.amalgam8.sidecar.process.Signals;
import io.amalgam8.sidecar.settings.Outcome;
import io.amalgam8.sidecar.settings.Settings;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/** The program: what its first word asks for, or else a sidecar as the options say. */
public final class Main {

    private Main() {}

    /** Ends with one of {@link Exit}'s codes, or with the application's own. */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        String verb = words.isEmpty() ? "" : words.get(0);
        switch (verb) {
            case "demo" -> Exit.now(Demo.run(rest(words)));
            case "control-plane" -> EmbeddedControlPlane.run(rest(words));
            case "help" -> sidecar(List.of("--help"));
            case "version" -> sidecar(List.of("--version"));
            case "explain" -> Exit.now(ExplainCommand.run(rest(words), System.getenv()));
            case "status" -> Exit.now(StatusCommand.run(rest(words), System.getenv()));
            case "ctl" -> Exit.now(A8ctl.run(rest(words), System.getenv()));
            default -> sidecar(words);
        }
    }

    private static void sidecar(List<String> arguments) {
        Launch launch = Launch.prepare();
        Supplier<Outcome> reading = () -> Settings.read(arguments, System.getenv());
        Outcome outcome = reading.get();
        if (outcome instanceof Outcome.Run run) {
            begin(launch.ready(), run, reading);
            return;
        }
        Exit.now(Console.show(outcome));
    }

    private static void begin(Vertx vertx, Outcome.Run run, Supplier<Outcome> reading) {
        Logging.say(run.configuration().logLevel());
        Logging.write(run.configuration().logFormat());
        endOnSignals();
        MemoryWatch memory = MemoryWatch.endingTheProcess().ofTheProcess();
        Launch.begin(memory.of(vertx), run, reading);
    }

    /**
     * Until the sidecar takes them over nothing has been started that would have to be ended. Left to the JVM, a signal
     * would end it without a word to whom a start has begun.
     */
    private static void endOnSignals() {
        for (Signal signal : List.of(Signal.TERM, Signal.INT)) {
            Signals.on(signal, () -> Exit.now(Exit.codeOf(signal)));
        }
    }

    private static List<String> rest(List<String> words) {
        return words.subList(1, words.size());
    }
}
