package io.jobwheel.execution.attempt;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the output of an attempt. Further output is dropped, and a last line marks the cut.
 *
 * @param prints Maximum number of prints.
 * @param characters Maximum number of characters in all prints together.
 */
public record OutputLimit(
    @DefaultValue("10000") @Min(0) @Max(10_000_000) int prints,
    @DefaultValue("1000000") @Min(0) @Max(100_000_000) int characters) {

  /** Returns the last line of a truncated output. */
  String mark() {
    return "… cut here: an attempt may print %d times, and %d characters"
        .formatted(prints, characters);
  }
}
