/** Benchmarks, run by the profile {@code bench}; no test asserts on a time. */
@NullMarked
package io.amalgam8.sidecar.bench;

import org.jspecify.annotations.NullMarked;
