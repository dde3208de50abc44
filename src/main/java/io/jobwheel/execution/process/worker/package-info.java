/**
 * The worker process: runs attempts in a JVM of its own and reports to the service. Uses nothing of
 * the service but handlers.
 */
@NullMarked
package io.jobwheel.execution.process.worker;

import org.jspecify.annotations.NullMarked;
