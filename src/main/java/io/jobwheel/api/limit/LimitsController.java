package io.jobwheel.api.limit;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.list.ListParameters;
import io.jobwheel.api.list.ListParameters.NamePage;
import io.jobwheel.api.list.PageDocument;
import io.jobwheel.api.list.PageResponse;
import io.jobwheel.api.request.IfMatch;
import io.jobwheel.api.security.CurrentSubmitter;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.job.ResourceNames;
import io.jobwheel.limit.LimitEditor;
import io.jobwheel.limit.LimitEditor.StoredLimit;
import io.jobwheel.limit.LimitReader;
import io.jobwheel.limit.LimitRequest;
import io.jobwheel.limit.LimitSpecValidator;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Creates, changes, shows and deletes limits. The ETag of a limit is its version. */
@RestController
@RequestMapping(path = LimitsController.PATH, produces = APPLICATION_JSON_VALUE)
public final class LimitsController {

  static final String PATH = "/api/v1/limits";

  private static final String NAME = "/{name}";

  private final LimitReader reader;
  private final LimitEditor editor;
  private final CurrentSubmitter submitters;

  LimitsController(LimitReader reader, LimitEditor editor, CurrentSubmitter submitters) {
    this.reader = reader;
    this.editor = editor;
    this.submitters = submitters;
  }

  @GetMapping
  ResponseEntity<PageDocument<LimitDocument>> list(
      @RequestParam MultiValueMap<String, String> query) {
    NamePage parameters = new ListParameters(query, List.of()).namePage(ResourceNames.PATTERN);
    int limit = parameters.limit();
    List<Limit> found = reader.list(parameters.after(), limit + 1);
    List<Limit> page = found.subList(0, Math.min(limit, found.size()));
    return PageResponse.of(
        page.stream().map(LimitDocument::of).toList(),
        found.size() > limit ? page.getLast().name() : null,
        PATH,
        query);
  }

  @GetMapping(NAME)
  ResponseEntity<LimitDocument> find(@PathVariable String name) {
    Limit limit = reader.find(name);
    return respond(HttpStatus.OK, limit, LimitDocument.of(limit, reader.usage(name)));
  }

  @PutMapping(path = NAME, consumes = APPLICATION_JSON_VALUE)
  ResponseEntity<LimitDocument> put(
      @PathVariable String name, @RequestBody LimitRequest request, HttpServletRequest http) {
    LimitSpec spec = LimitSpecValidator.validate(name, request);
    StoredLimit stored = editor.put(name, spec, submitter(), IfMatch.of(http));
    return respond(stored.created() ? HttpStatus.CREATED : HttpStatus.OK, stored.limit());
  }

  @DeleteMapping(NAME)
  ResponseEntity<Void> delete(@PathVariable String name, HttpServletRequest http) {
    editor.delete(name, submitter(), IfMatch.of(http));
    return ResponseEntity.noContent().build();
  }

  private @Nullable String submitter() {
    Submitter submitter = submitters.current();
    return submitter == null ? null : submitter.name();
  }

  private static ResponseEntity<LimitDocument> respond(HttpStatus status, Limit limit) {
    return respond(status, limit, LimitDocument.of(limit));
  }

  private static ResponseEntity<LimitDocument> respond(
      HttpStatus status, Limit limit, LimitDocument document) {
    return ResponseEntity.status(status)
        .eTag("\"%d\"".formatted(limit.version()))
        .cacheControl(CacheControl.noStore())
        .body(document);
  }
}
