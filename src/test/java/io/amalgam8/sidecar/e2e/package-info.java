/** The whole sidecar from its jar: real processes, real ports, nothing in between. */
@NullMarked
package io.amalgam8.sidecar.e2e;

import org.jspecify.annotations.NullMarked;
