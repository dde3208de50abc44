/**
 * Events of changes of state: their creation from the store's answers, their publication, and the
 * listeners that count, complete waits or cancel attempts.
 */
@NullMarked
package io.jobwheel.dispatch.event;

import org.jspecify.annotations.NullMarked;
