package io.jobwheel.api.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.job.Blocker;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.util.UriUtils;

/**
 * A problem document (RFC 9457).
 *
 * @param detail what is wrong with this request, and what to do
 * @param instance the path of the request; {@code null} if the path could not be read
 * @param errors the first 100 invalid fields; omitted if empty
 * @param errorCount the number of all invalid fields; {@code null} and omitted if there are none
 * @param extensions what the problem is about, as further members: {@code holder} is the id of the
 *     job that holds the unique key, {@code node} of the node that answered, {@code comparison} of
 *     the comparison that is running; {@code limit} is the name of the limit without permits, and
 *     {@code key} its key
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
    @Nullable Integer errorCount,
    @JsonAnyGetter Map<String, String> extensions) {

  /** The media type of a problem document. */
  public static final MediaType MEDIA_TYPE = MediaType.APPLICATION_PROBLEM_JSON;

  // not allowed in a path: a percent sign that begins no escape, a character that needs an escape
  private static final Pattern ILLEGAL =
      Pattern.compile("%(?![0-9A-Fa-f]{2})|[^-A-Za-z0-9._~!$&'()*+,;=:@/%]");

  /** Returns a problem without field errors. Illegal characters in the path are escaped. */
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
        errors.isEmpty() ? null : errors.count(),
        Map.of());
  }

  /** Returns the problem of a request that the HTTP firewall rejects. */
  public static Problem rejected(@Nullable String path) {
    return of(
        ProblemType.MALFORMED_REQUEST,
        "The path, the query or a header has characters that are not allowed. Send no '//', ';',"
            + " '\\' or encoded '/', '.', '%' in a path, and no control characters.",
        path);
  }

  /** Returns this problem with another status, for a status without a type of its own. */
  Problem withStatus(int status) {
    return new Problem(type, title, status, detail, instance, errors, errorCount, extensions);
  }

  /** Returns this problem with the job that holds the unique key. */
  Problem withHolder(UUID holder) {
    return with("holder", holder);
  }

  /** Returns this problem with the node that answered. */
  Problem withNode(UUID node) {
    return with("node", node);
  }

  /** Returns this problem with the comparison that is running. */
  Problem withComparison(UUID comparison) {
    return with("comparison", comparison);
  }

  /** Returns this problem with the limit that has no permits, and its key if it is one of a key. */
  Problem withLimit(Blocker limit) {
    return with(
        limit.key() == null
            ? Map.of("limit", limit.limit())
            : Map.of("limit", limit.limit(), "key", limit.key()));
  }

  private Problem with(String member, UUID id) {
    return with(Map.of(member, id.toString()));
  }

  private Problem with(Map<String, String> members) {
    return new Problem(type, title, status, detail, instance, errors, errorCount, members);
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
