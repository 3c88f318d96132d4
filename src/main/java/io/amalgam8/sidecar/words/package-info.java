/**
 * What people are told, in words of theirs: the name that they most likely meant, the reason why something failed. Start
 * reading at {@link io.amalgam8.sidecar.words.Reason}.
 */
@NullMarked
package io.amalgam8.sidecar.words;

import org.jspecify.annotations.NullMarked;
