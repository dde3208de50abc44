/** The lanes that carry attempts: {@code @Async} services, each on a task executor of its own. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "configuration",
      "eventloop",
      "handler",
      "handler :: builtin",
      "handler :: command",
      "handler :: http",
      "job",
      "threads"
    })
package io.jobwheel.execution;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
