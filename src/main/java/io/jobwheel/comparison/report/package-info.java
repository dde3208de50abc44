/** What a comparison has measured, and what follows from it: pure functions of the rounds. */
@NullMarked
@NamedInterface("report")
package io.jobwheel.comparison.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
