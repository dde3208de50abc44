/** Spans of attempts, and their export. */
@NullMarked
package io.jobwheel.execution.tracing;

import org.jspecify.annotations.NullMarked;
