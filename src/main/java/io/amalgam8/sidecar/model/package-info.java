/**
 * The nouns that every other package shares, as immutable records: instances and rules. Start reading at {@link io.amalgam8.sidecar.model.Catalog} and {@link io.amalgam8.sidecar.model.Rule}.
 */
@NullMarked
package io.amalgam8.sidecar.model;

import org.jspecify.annotations.NullMarked;
