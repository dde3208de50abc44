/** Releases jobs that limits hold when their time has come. */
@NullMarked
package io.jobwheel.dispatch.limit;

import org.jspecify.annotations.NullMarked;
