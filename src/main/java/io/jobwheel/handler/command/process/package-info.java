/** The processes of commands: their start, pipes and folders, and the end of the process tree. */
@NullMarked
@NamedInterface("command-process")
package io.jobwheel.handler.command.process;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
