/**
 * Limits on waiting work: backlogs of lanes and of submitters, and the memory that waiting payloads
 * use.
 */
@NullMarked
package io.jobwheel.dispatch.backlog;

import org.jspecify.annotations.NullMarked;
