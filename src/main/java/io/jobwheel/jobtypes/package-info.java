/** Spring configuration and meters of the built-in job types. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "configuration",
      "execution",
      "execution :: attempt",
      "handler :: call",
      "handler :: command",
      "handler :: command-process",
      "handler :: egress",
      "handler :: secret",
      "handler :: transport",
      "time"
    })
package io.jobwheel.jobtypes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
