/** The job type that runs programs which the operator has configured by name. */
@NullMarked
@NamedInterface("command")
package io.jobwheel.handler.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
