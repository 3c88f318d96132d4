package io.amalgam8.sidecar.supervisor;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Health.State;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How all commands are together. */
final class Census {

    private Census() {}

    /**
     * Down while an application does not run; degraded while any command comes and goes; empty while one has not been
     * started yet. A command that may end, and has, is well.
     */
    static Optional<Health> of(List<SupervisedCommand> commands) {
        if (commands.stream().anyMatch(command -> command.standing() instanceof Standing.Starting)) {
            return Optional.empty();
        }
        State worst = commands.stream()
                .map(Census::state)
                .reduce(State.UP, (one, other) -> one.compareTo(other) >= 0 ? one : other);
        String detail = commands.stream()
                .filter(command -> state(command) == worst)
                .map(command -> named(command, commands))
                .collect(Collectors.joining("; "));
        return Optional.of(new Health(Health.Part.APPLICATION, worst, detail));
    }

    private static State state(SupervisedCommand command) {
        boolean isApplication = SupervisorVerticle.isApplication(command.options());
        if (command.standing() instanceof Standing.Running running) {
            return running.failures() == 0 ? State.UP : State.DEGRADED;
        }
        if (isApplication) {
            return State.DOWN;
        }
        return command.standing() instanceof Standing.Waiting ? State.DEGRADED : State.UP;
    }

    private static String named(SupervisedCommand command, List<SupervisedCommand> commands) {
        String description = command.standing().description();
        return commands.size() == 1 ? description : command.options().program() + " " + description;
    }
}
