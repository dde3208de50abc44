/** What a node knows of limits, and the release of the jobs that they hold. */
@NullMarked
package io.jobwheel.dispatch.limit;

import org.jspecify.annotations.NullMarked;
