/** The job types that every Jobwheel has. */
@NullMarked
@NamedInterface("builtin")
package io.jobwheel.handler.builtin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
