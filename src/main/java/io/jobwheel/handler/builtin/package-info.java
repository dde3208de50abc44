/** The job types that every Jobwheel has. */
@NullMarked
package io.jobwheel.handler.builtin;

import org.jspecify.annotations.NullMarked;
