/** The worker process: runs attempts in a JVM of its own and reports to the service. */
@NullMarked
package io.jobwheel.execution.process.worker;

import org.jspecify.annotations.NullMarked;
