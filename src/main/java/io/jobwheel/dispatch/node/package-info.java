/** A node: submission, claims, attempts, scheduled jobs, start and shutdown. */
@NullMarked
package io.jobwheel.dispatch.node;

import org.jspecify.annotations.NullMarked;
