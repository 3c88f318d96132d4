package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.recipe.Recipe;

/** A recipe's rules at the controller, which are taken away again however the command ends, by Ctrl-C, too. */
final class PlantedRules implements AutoCloseable {

    private final Session session;
    private final String recipe;
    private final Thread atTheEnd = new Thread(this::removeAtTheEnd, "recipe's end");
    private State state = State.NOT_YET;

    private enum State {
        NOT_YET,
        PLANTED,
        GONE
    }

    private PlantedRules(Session session, String recipe) {
        this.session = session;
        this.recipe = recipe;
    }

    static PlantedRules plant(Session session, Recipe recipe) throws FailedCommandException {
        PlantedRules rules = new PlantedRules(session, recipe.id());
        Runtime.getRuntime().addShutdownHook(rules.atTheEnd);
        try {
            rules.add(recipe);
            return rules;
        } catch (FailedCommandException e) {
            // Perhaps they arrived, and only the answer did not; or they are still on their way.
            if (rules.end() && e.code() == FailedCommandException.UNREACHABLE) {
                session.warn("The rules of recipe " + recipe.id() + " may arrive yet: " + deletion(recipe.id()));
            }
            throw e;
        }
    }

    /**
     * Nobody removes them before the controller has answered, or was given up: it would take them over afterwards, and
     * keep them. That ends in time, since each call has a deadline.
     */
    private synchronized void add(Recipe rules) throws FailedCommandException {
        if (state == State.GONE) {
            throw new FailedCommandException(FailedCommandException.UNREACHABLE, "interrupted");
        }
        state = State.PLANTED;
        session.controller().add(rules.rules());
    }

    /** What finds them, and the calls that they apply to. */
    String recipe() {
        return recipe;
    }

    @Override
    public void close() throws FailedCommandException {
        end();
    }

    private boolean end() throws FailedCommandException {
        try {
            return remove();
        } finally {
            forgetTheEnd();
        }
    }

    /**
     * Deletes them by their tag: other commands may have given them other ids. The process ends no sooner than this has,
     * whoever began it, and says whether it was this one.
     */
    private synchronized boolean remove() throws FailedCommandException {
        boolean planted = state == State.PLANTED;
        state = State.GONE;
        if (!planted) {
            return false;
        }
        try {
            session.controller().delete(RuleQuery.ofTag(recipe));
            return true;
        } catch (FailedCommandException e) {
            session.warn("The rules of recipe " + recipe + " are still there: " + deletion(recipe));
            throw e;
        }
    }

    private static String deletion(String recipe) {
        return "rule-delete --tag " + recipe + " deletes them";
    }

    private void removeAtTheEnd() {
        try {
            remove();
        } catch (FailedCommandException e) {
            session.warn(e.reason());
        }
    }

    private void forgetTheEnd() {
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException e) {
            // It has begun: the process ends, and finds nothing left to do here.
            return;
        }
    }
}
