/** Gives waiting jobs their ranks, so that the jobs of each fairness key get their share. */
@NullMarked
package io.jobwheel.store.jdbc.fairness;

import org.jspecify.annotations.NullMarked;
