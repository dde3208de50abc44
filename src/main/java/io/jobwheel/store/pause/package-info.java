/** The pauses of job types and submitters. */
@NullMarked
@NamedInterface("pause")
package io.jobwheel.store.pause;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
