package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.recipe.LoggedCall;
import java.util.List;

/** Where the calls that a recipe has marked are told of. */
@FunctionalInterface
interface CallLog {

    /** The calls whose line bears that id. */
    List<LoggedCall> calls(String recipe) throws FailedCommandException;
}
