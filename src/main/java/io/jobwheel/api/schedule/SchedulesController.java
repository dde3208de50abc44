package io.jobwheel.api.schedule;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.ItemList;
import io.jobwheel.api.list.ListParameters;
import io.jobwheel.api.list.ListParameters.NamePage;
import io.jobwheel.api.list.PageDocument;
import io.jobwheel.api.list.PageResponse;
import io.jobwheel.api.request.IfMatch;
import io.jobwheel.api.security.CurrentSubmitter;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.ResourceNames;
import io.jobwheel.schedule.ScheduleDefinition;
import io.jobwheel.schedule.ScheduleEditor;
import io.jobwheel.schedule.ScheduleEditor.StoredSchedule;
import io.jobwheel.schedule.ScheduleReader;
import io.jobwheel.schedule.ScheduleRequest;
import io.jobwheel.schedule.ScheduleStarter;
import io.jobwheel.schedule.ScheduleValidator;
import io.jobwheel.schedule.ScheduleView;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Creates, changes, shows and fires schedules. The ETag of a schedule is its version. */
@RestController
@RequestMapping(path = SchedulesController.PATH, produces = APPLICATION_JSON_VALUE)
public final class SchedulesController {

  static final String PATH = "/api/v1/schedules";

  // a colon begins a verb, such as :pause
  private static final String NAME = "/{name:[^:]*}";

  private static final int MAX_REASON = 200;

  private final ScheduleReader reader;
  private final ScheduleEditor editor;
  private final ScheduleStarter starter;
  private final ScheduleValidator validator;
  private final CurrentSubmitter submitters;

  SchedulesController(
      ScheduleReader reader,
      ScheduleEditor editor,
      ScheduleStarter starter,
      ScheduleValidator validator,
      CurrentSubmitter submitters) {
    this.reader = reader;
    this.editor = editor;
    this.starter = starter;
    this.validator = validator;
    this.submitters = submitters;
  }

  @GetMapping
  ResponseEntity<PageDocument<ScheduleDocument>> list(
      @RequestParam MultiValueMap<String, String> query) {
    NamePage parameters = new ListParameters(query, List.of()).namePage(ResourceNames.PATTERN);
    int limit = parameters.limit();
    List<ScheduleView> found = reader.list(parameters.after(), limit + 1);
    List<ScheduleView> page = found.subList(0, Math.min(limit, found.size()));
    return PageResponse.of(
        page.stream().map(view -> ScheduleDocument.of(view, null)).toList(),
        found.size() > limit ? page.getLast().schedule().name() : null,
        PATH,
        query);
  }

  @GetMapping(NAME)
  ResponseEntity<ScheduleDocument> find(@PathVariable String name) {
    return respond(HttpStatus.OK, reader.find(name));
  }

  @PutMapping(path = NAME, consumes = APPLICATION_JSON_VALUE)
  ResponseEntity<ScheduleDocument> put(
      @PathVariable String name, @RequestBody ScheduleRequest request, HttpServletRequest http) {
    ScheduleDefinition definition = validator.validate(name, request);
    Submitter submitter = submitters.current();
    StoredSchedule stored =
        editor.put(name, definition, submitter == null ? null : submitter.name(), IfMatch.of(http));
    return respond(
        stored.created() ? HttpStatus.CREATED : HttpStatus.OK, reader.view(stored.schedule()));
  }

  @DeleteMapping(NAME)
  ResponseEntity<Void> delete(@PathVariable String name, HttpServletRequest http) {
    editor.delete(name, IfMatch.of(http));
    return ResponseEntity.noContent().build();
  }

  @PostMapping("/{name}:pause")
  ResponseEntity<ScheduleDocument> pause(
      @PathVariable String name,
      @RequestBody(required = false) @Nullable PauseScheduleRequest request,
      HttpServletRequest http) {
    String reason = request == null ? null : request.reason();
    if (reason != null && (reason.isBlank() || reason.length() > MAX_REASON)) {
      throw new InvalidJobException(
          List.of(new FieldError("reason", "must have 1 to %d characters".formatted(MAX_REASON))));
    }
    Schedule paused =
        editor.pause(name, reason == null ? "A client paused it." : reason, IfMatch.of(http));
    return respond(HttpStatus.OK, reader.view(paused));
  }

  @PostMapping("/{name}:resume")
  ResponseEntity<ScheduleDocument> resume(@PathVariable String name, HttpServletRequest http) {
    return respond(HttpStatus.OK, reader.view(editor.resume(name, IfMatch.of(http))));
  }

  @PostMapping("/{name}:trigger")
  ResponseEntity<FireDocument> trigger(@PathVariable String name) {
    boolean ofGroup = reader.find(name).definition().group() != null;
    FireRecord fire = starter.trigger(name);
    return ResponseEntity.accepted().body(FireDocument.of(fire, ofGroup));
  }

  @PostMapping(path = "/{name}:backfill", consumes = APPLICATION_JSON_VALUE)
  ResponseEntity<ItemList<FireDocument>> backfill(
      @PathVariable String name, @RequestBody BackfillRequest request) {
    FieldErrors errors = new FieldErrors();
    Instant from = time("from", request.from(), errors);
    Instant to = time("to", request.to(), errors);
    if (from != null && to != null && !from.isBefore(to)) {
      errors.add(new FieldError("to", "must be later than from"));
    }
    if (from == null || to == null || !errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    boolean ofGroup = reader.find(name).definition().group() != null;
    List<FireRecord> fires = starter.backfill(name, from, to);
    return ResponseEntity.accepted()
        .body(new ItemList<>(fires.stream().map(fire -> FireDocument.of(fire, ofGroup)).toList()));
  }

  private ResponseEntity<ScheduleDocument> respond(HttpStatus status, ScheduleView view) {
    Schedule schedule = view.schedule();
    return ResponseEntity.status(status)
        // of the definition and the pause; the rest of the document may differ
        .eTag("\"%d\"".formatted(schedule.version()))
        .cacheControl(CacheControl.noStore())
        .body(ScheduleDocument.of(view, reader.fires(schedule.name())));
  }

  private static @Nullable Instant time(
      String field, @Nullable OffsetDateTime given, FieldErrors errors) {
    if (given == null) {
      errors.add(new FieldError(field, "is required"));
      return null;
    }
    return given.toInstant().truncatedTo(ChronoUnit.MICROS);
  }
}
