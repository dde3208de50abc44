/** The modes and priorities whose waiting jobs start in proportion to the weights of their keys. */
@NullMarked
@NamedInterface("fairness")
package io.jobwheel.store.fairness;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
