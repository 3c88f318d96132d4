/**
 * Files that are looked at while the sidecar runs. Start reading at {@link io.amalgam8.sidecar.files.WatchedFiles}.
 */
@NullMarked
package io.amalgam8.sidecar.files;

import org.jspecify.annotations.NullMarked;
