/** How attempts end: retries, the recording of outcomes, output and progress. */
@NullMarked
package io.jobwheel.dispatch.outcome;

import org.jspecify.annotations.NullMarked;
