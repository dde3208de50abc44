/** The job type {@code command}: runs programs that the operator has configured by name. */
@NullMarked
@NamedInterface("command")
package io.jobwheel.handler.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
