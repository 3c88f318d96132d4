/**
 * Health, metrics and state, for people and for what watches over the sidecar. Start reading at {@link io.amalgam8.sidecar.admin.AdminVerticle}.
 */
@NullMarked
package io.amalgam8.sidecar.admin;

import org.jspecify.annotations.NullMarked;
