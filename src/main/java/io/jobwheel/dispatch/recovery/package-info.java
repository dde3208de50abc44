/**
 * Leases, the rescue of jobs of lost nodes, the reconciliation of the store with this node, and
 * pruning.
 */
@NullMarked
package io.jobwheel.dispatch.recovery;

import org.jspecify.annotations.NullMarked;
