/**
 * The wire, held against what the original's servers were seen to answer. Start reading at {@link io.amalgam8.sidecar.contract.Recording}.
 */
@NullMarked
package io.amalgam8.sidecar.contract;

import org.jspecify.annotations.NullMarked;
