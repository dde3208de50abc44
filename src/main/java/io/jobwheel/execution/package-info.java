/** The lanes that run attempts: {@code @Async} methods, each on a task executor of its own. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "configuration",
      "eventloop",
      "handler",
      "handler :: builtin",
      "job",
      "os",
      "threads",
      "time"
    })
package io.jobwheel.execution;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
