package io.jobwheel.api;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much the service takes from one request.
 *
 * @param maxBody The largest body of a request, 1B to 1GB; a larger one is answered 413.
 * @param maxWait The longest wait that a request may ask for by Prefer: wait=N; more is cut down to
 *     it.
 * @param warmUp Whether the node asks itself a few questions before it says that it is ready, so
 *     that the first client does not wait for it. Without effect where its port does not answer
 *     plain HTTP on the loopback address.
 */
@Validated
@ConfigurationProperties("jobwheel.api")
record ApiProperties(
    @NotNull @DefaultValue("1MB") DataSize maxBody,
    @NotNull @DurationMin(seconds = 0) @DurationMax(hours = 1) @DefaultValue("60s")
        Duration maxWait,
    @DefaultValue("true") boolean warmUp) {

  private static final DataSize LARGEST_BODY = DataSize.ofGigabytes(1);

  ApiProperties {
    if (maxBody.toBytes() < 1 || maxBody.compareTo(LARGEST_BODY) > 0) {
      throw new IllegalArgumentException(
          "jobwheel.api.max-body must be 1B to 1GB, not %s".formatted(maxBody));
    }
  }
}
