package io.jobwheel.api.request;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;
import org.springframework.web.util.UriUtils;

/**
 * The maximum sizes of request bodies. The body of a batch may be larger than others, and is read
 * as a stream.
 */
public final class BodyLimits {

  /** The path of batches. */
  public static final String BATCH = "/api/v1/jobs:batch";

  private final DataSize max;
  private final DataSize maxBatch;

  public BodyLimits(DataSize max, DataSize maxBatch) {
    this.max = max;
    this.maxBatch = maxBatch;
  }

  /** Returns the maximum size of the body of a request. */
  DataSize of(HttpServletRequest request) {
    return isStreamed(request) ? maxBatch : max;
  }

  /** Returns whether the handler reads the body as a stream; its path may have escapes. */
  static boolean isStreamed(HttpServletRequest request) {
    return HttpMethod.POST.matches(request.getMethod())
        && UriUtils.decode(request.getRequestURI(), StandardCharsets.UTF_8)
            .equals(request.getContextPath() + BATCH);
  }
}
