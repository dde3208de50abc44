/** The resource "lanes": the lanes of this node. */
@NullMarked
package io.jobwheel.api.lane;

import org.jspecify.annotations.NullMarked;
