/** The job types that are always available. */
@NullMarked
@NamedInterface("builtin")
package io.jobwheel.handler.builtin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
