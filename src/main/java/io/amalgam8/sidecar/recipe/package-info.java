/**
 * Recipes: failures between the services of an application, made as action rules, and what is expected then of those who
 * call, held against the access log. All of it is pure. Start reading at {@link io.amalgam8.sidecar.recipe.Recipe}.
 */
@NullMarked
package io.amalgam8.sidecar.recipe;

import org.jspecify.annotations.NullMarked;
