/** What this node and all others can run. */
@NullMarked
package io.jobwheel.dispatch.fleet;

import org.jspecify.annotations.NullMarked;
