/** Comparisons: the same jobs in each mode, in turns, and what differs beyond the noise. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "dispatch",
      "dispatch :: request",
      "eventloop",
      "execution",
      "execution :: process",
      "handler",
      "job",
      "os",
      "store",
      "store :: comparison",
      "store :: query",
      "time"
    })
package io.jobwheel.comparison;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
