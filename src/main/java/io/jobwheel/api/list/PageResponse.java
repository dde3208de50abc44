package io.jobwheel.api.list;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jobwheel.store.query.Page;
import java.net.URLEncoder;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;

/** Builds the response of a list. */
public final class PageResponse {

  // the head of a response has 8 KB
  private static final int MAX_LINK = 4_096;

  private PageResponse() {}

  /**
   * Returns a page with the header {@code Link} to the next one. The header is omitted if the query
   * is very long; the document always has the cursor.
   *
   * @param path the path of the list
   * @param query the query of the request
   */
  public static <T, D> ResponseEntity<PageDocument<D>> of(
      Page<T> page, Function<T, D> toDocument, String path, MultiValueMap<String, String> query) {
    return of(
        page.items().stream().map(toDocument).toList(),
        page.next() == null ? null : Cursor.of(page.next()),
        path,
        query);
  }

  /**
   * Returns a page with the header {@code Link} to the next one, as above.
   *
   * @param cursor the cursor of the next page; null on the last page
   */
  public static <D> ResponseEntity<PageDocument<D>> of(
      List<D> items, @Nullable String cursor, String path, MultiValueMap<String, String> query) {
    ResponseEntity.BodyBuilder response = ResponseEntity.ok();
    String link = cursor == null ? null : next(path, query, cursor);
    if (link != null) {
      response.header(HttpHeaders.LINK, link);
    }
    return response.body(new PageDocument<>(items, cursor));
  }

  private static @Nullable String next(
      String path, MultiValueMap<String, String> query, String cursor) {
    StringJoiner parameters = new StringJoiner("&");
    query.forEach((name, values) -> {
      if (!name.equals(ListParameters.CURSOR)) {
        values.stream()
            .filter(value -> !value.isEmpty())
            .forEach(value -> parameters.add(name + "=" + URLEncoder.encode(value, UTF_8)));
      }
    });
    parameters.add(ListParameters.CURSOR + "=" + cursor);
    String link = "<%s?%s>; rel=\"next\"".formatted(path, parameters);
    return link.length() > MAX_LINK ? null : link;
  }
}
