package io.jobwheel.api.request;

import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/**
 * Responds with a document that clients poll. Its ETag is a digest of all that the document shows.
 * The tag is weak, since a proxy or the server may compress the same document.
 */
public final class VersionedDocuments {

  /** The time after which a client can expect a change. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final int DIGEST_BYTES = 16;

  private final JsonMapper json;

  public VersionedDocuments(JsonMapper json) {
    this.json = json;
  }

  /**
   * Returns status 200 with the document, or 304 without it if the client has this version.
   *
   * @param ended whether the document has reached its end; if not, the response has the header
   *     {@code Retry-After}
   */
  public <T> ResponseEntity<T> respond(T document, boolean ended, IfNoneMatch condition) {
    String tag = digest(document);
    ResponseEntity.BodyBuilder response =
        ResponseEntity.status(condition.matches(tag) ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .eTag("W/\"" + tag + '"')
            // may be stored by the client, but used only after it was validated
            .cacheControl(CacheControl.noCache().cachePrivate());
    if (!ended) {
      response.header(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()));
    }
    return condition.matches(tag) ? response.build() : response.body(document);
  }

  private String digest(Object document) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      json.writeValue(new DigestOutputStream(OutputStream.nullOutputStream(), digest), document);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest.digest(), DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
