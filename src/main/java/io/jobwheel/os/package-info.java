/** Processes, signals, memory and files of the operating system. Pure JDK. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.jobwheel.os;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
