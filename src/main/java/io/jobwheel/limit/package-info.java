/** Named limits: their definitions by clients and by the configuration of the nodes. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "configuration",
      "dispatch",
      "dispatch :: request",
      "job",
      "store",
      "store :: limit"
    })
package io.jobwheel.limit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
