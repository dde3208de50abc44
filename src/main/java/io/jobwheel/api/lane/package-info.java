/** Lanes of this node over HTTP. */
@NullMarked
package io.jobwheel.api.lane;

import org.jspecify.annotations.NullMarked;
