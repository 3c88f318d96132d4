/**
 * A guided tour over real processes: a control plane, a service in two versions, a gateway. It imports nothing of ours
 * and runs the program as its users do. Start reading at {@link io.amalgam8.sidecar.demo.Demo}.
 */
@NullMarked
package io.amalgam8.sidecar.demo;

import org.jspecify.annotations.NullMarked;
