package io.jobwheel.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.util.UriUtils;

/**
 * What is told about an error, as of RFC 9457.
 *
 * @param detail what is wrong this time, and what to do
 * @param instance the path that was asked for; null when it could not be read
 * @param errors the fields that are wrong, the first hundred of them; left out when it is not about
 *     fields
 * @param errorCount how many fields are wrong; left out when it is not about fields
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "instance", "errors", "errorCount"})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    List<FieldError> errors,
    @Nullable Integer errorCount) {

  /** What a problem is written as. */
  public static final MediaType MEDIA_TYPE = MediaType.APPLICATION_PROBLEM_JSON;

  // what may not stand in a path: a stray percent sign, or a character that has to be escaped
  private static final Pattern ILLEGAL =
      Pattern.compile("%(?![0-9A-Fa-f]{2})|[^-A-Za-z0-9._~!$&'()*+,;=:@/%]");

  /** A problem that is not about fields. The path may be anything, also no path at all. */
  public static Problem of(ProblemType type, String detail, @Nullable String path) {
    return of(type, detail, path, new FieldErrors());
  }

  static Problem of(ProblemType type, String detail, @Nullable String path, FieldErrors errors) {
    return new Problem(
        type.urn(),
        type.title(),
        type.status(),
        detail,
        instance(path),
        errors.listed(),
        errors.isEmpty() ? null : errors.count());
  }

  /** A problem about a request that the firewall in front of the handlers rejects. */
  public static Problem rejected(@Nullable String path) {
    return of(
        ProblemType.MALFORMED_REQUEST,
        "The path, the query or a header has characters, or a form, that are not taken here: no"
            + " '//', ';', '\\' nor encoded '/', '.', '%' in a path, and no control characters.",
        path);
  }

  /** The same with another status: that of an error which has no type of its own. */
  Problem withStatus(int other) {
    return new Problem(type, title, other, detail, instance, errors, errorCount);
  }

  private static @Nullable String instance(@Nullable String path) {
    return path == null
        ? null
        : ILLEGAL
            .matcher(path)
            .replaceAll(illegal ->
                UriUtils.encode(illegal.group(), java.nio.charset.StandardCharsets.UTF_8));
  }
}
