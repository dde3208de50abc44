/**
 * One attempt of a job: its context, its limits, its cancellation and its outcome. The same in
 * every lane.
 */
@NullMarked
@NamedInterface("attempt")
package io.jobwheel.execution.attempt;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
