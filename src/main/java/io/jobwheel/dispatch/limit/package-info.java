/** The definitions of limits as a node knows them, and the release of jobs that limits hold. */
@NullMarked
package io.jobwheel.dispatch.limit;

import org.jspecify.annotations.NullMarked;
