/**
 * Programs as processes: their start, their pipes and folders, and the end of all that they have
 * started.
 */
@NullMarked
@NamedInterface("command-process")
package io.jobwheel.handler.command.process;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
