package io.jobwheel.api.event;

import static io.jobwheel.api.request.ResponseBudgetFilter.SHARE;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.event.EventFeed.EventBatch;
import io.jobwheel.api.job.JobIds;
import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.api.security.AccessExpiry;
import io.jobwheel.dispatch.WaitReasons;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.query.JobQueries;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.HandlerMapping;

/** Serves the events of jobs and groups as streams, and those of jobs to clients that poll. */
@RestController
@RequestMapping(
    path = "/api/v1",
    produces = {EventStreams.MEDIA_TYPE, APPLICATION_JSON_VALUE})
public final class EventsController {

  private static final String AFTER = "after";
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final JobQueries queries;
  private final JobOutputs outputs;
  private final JobReader reader;
  private final EventStreams streams;
  private final AccessExpiry access;

  EventsController(
      JobQueries queries,
      JobOutputs outputs,
      ProgressReports reports,
      WaitReasons waitReasons,
      EventStreams streams,
      AccessExpiry access) {
    this.queries = queries;
    this.outputs = outputs;
    this.reader = new JobReader(queries, reports, waitReasons);
    this.streams = streams;
    this.access = access;
  }

  @GetMapping("/jobs/{id}/events")
  @Nullable ResponseEntity<EventList> ofJob(
      @PathVariable String id,
      @RequestParam(name = AFTER, required = false) @Nullable String after,
      @RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestAttribute(SHARE) ResponseBudget.Share share)
      throws IOException {
    UUID uuid = JobIds.parse(id);
    if (after != null && OutputCursor.parse(after).isEmpty()) {
      throw new BadParameterException(AFTER, "must be the id of an output event, such as 1.17");
    }
    var _ = queries.findBrief(uuid).orElseThrow(() -> new JobNotFoundException("job", uuid));
    // a client that was cut sends the header, which is the later one
    String position = lastEventId == null || lastEventId.isEmpty() ? after : lastEventId;
    return respond(uuid, new JobFeed(uuid, position, reader, outputs), request, response, share);
  }

  @GetMapping(path = "/groups/{id}/events", produces = EventStreams.MEDIA_TYPE)
  @Nullable ResponseEntity<EventList> ofGroup(
      @PathVariable String id,
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestAttribute(SHARE) ResponseBudget.Share share)
      throws IOException {
    UUID uuid = JobIds.parse(id);
    var _ = queries.findGroup(uuid).orElseThrow(() -> new JobNotFoundException("group", uuid));
    return respond(uuid, new GroupFeed(uuid, queries, reader), request, response, share);
  }

  /** Returns the events as JSON; null after a stream was opened. */
  private @Nullable ResponseEntity<EventList> respond(
      UUID id,
      EventFeed feed,
      HttpServletRequest request,
      HttpServletResponse response,
      ResponseBudget.Share share)
      throws IOException {
    if (isJson(request)) {
      return ResponseEntity.ok().header("Cache-Control", "no-store").body(list(feed, share));
    }
    if (request.getMethod().equals("HEAD")) {
      return ResponseEntity.ok()
          .contentType(MediaType.parseMediaType(EventStreams.MEDIA_TYPE))
          .build();
    }
    streams.open(id, feed, access.current(), request, response);
    return null;
  }

  /** Returns the next events. Reads on over lines that the client has, to those that it lacks. */
  private static EventList list(EventFeed feed, ResponseBudget.Share share) {
    List<FeedEvent> items = new ArrayList<>();
    EventBatch batch;
    do {
      batch = feed.next(share);
      items.addAll(batch.events());
      if (items.isEmpty()) {
        share.written(); // lines that were skipped
      }
    } while (batch.more() && items.stream().noneMatch(event -> event.id() != null));
    return new EventList(items, feed.position(), batch.more());
  }

  private static boolean isJson(HttpServletRequest request) {
    return request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE)
            instanceof Collection<?> types
        && types.contains(MediaType.APPLICATION_JSON);
  }
}
