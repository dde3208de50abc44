/**
 * What follows a change of state: events made from the store's answers, their publication, and the
 * listeners that only count, wait or cancel.
 */
@NullMarked
package io.jobwheel.dispatch.event;

import org.jspecify.annotations.NullMarked;
