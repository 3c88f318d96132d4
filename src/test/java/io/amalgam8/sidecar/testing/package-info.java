/** What tests stand on: programs, callers and servers that are written by hand. */
@NullMarked
package io.amalgam8.sidecar.testing;

import org.jspecify.annotations.NullMarked;
