/** What this node and all others can run and do. */
@NullMarked
package io.jobwheel.dispatch.fleet;

import org.jspecify.annotations.NullMarked;
