/** Outcomes of attempts: recording, retries, output and progress. */
@NullMarked
package io.jobwheel.dispatch.outcome;

import org.jspecify.annotations.NullMarked;
