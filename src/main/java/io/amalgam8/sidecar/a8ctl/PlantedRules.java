package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.recipe.Recipe;

/** A recipe's rules at the controller, which are taken away again however the command ends, by Ctrl-C, too. */
final class PlantedRules implements AutoCloseable {

    private final Session session;
    private final String recipe;
    private final Thread atTheEnd = new Thread(this::removeAtTheEnd, "recipe's end");
    private boolean there = true;

    private PlantedRules(Session session, String recipe) {
        this.session = session;
        this.recipe = recipe;
    }

    static PlantedRules plant(Session session, Recipe recipe) throws FailedCommandException {
        PlantedRules rules = new PlantedRules(session, recipe.id());
        Runtime.getRuntime().addShutdownHook(rules.atTheEnd);
        try {
            session.controller().add(recipe.rules());
            return rules;
        } catch (FailedCommandException e) {
            // Perhaps they arrived, and only the answer did not.
            rules.close();
            throw e;
        }
    }

    /** What finds them, and the calls that they apply to. */
    String recipe() {
        return recipe;
    }

    @Override
    public void close() throws FailedCommandException {
        try {
            remove();
        } finally {
            forgetTheEnd();
        }
    }

    /**
     * Deletes them by their tag: other commands may have given them other ids. The process ends no sooner than this has,
     * whoever began it.
     */
    private synchronized void remove() throws FailedCommandException {
        if (!there) {
            return;
        }
        there = false;
        try {
            session.controller().delete(RuleQuery.ofTag(recipe));
        } catch (FailedCommandException e) {
            session.warn("The rules of recipe " + recipe + " are still there: rule-delete --tag " + recipe
                    + " deletes them");
            throw e;
        }
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
