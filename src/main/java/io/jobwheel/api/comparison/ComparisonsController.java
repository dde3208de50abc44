package io.jobwheel.api.comparison;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.ItemList;
import io.jobwheel.api.job.AcceptedResponse;
import io.jobwheel.api.job.JobIds;
import io.jobwheel.api.request.IfNoneMatch;
import io.jobwheel.api.request.VersionedDocuments;
import io.jobwheel.api.security.CurrentSubmitter;
import io.jobwheel.comparison.ComparisonRequest;
import io.jobwheel.comparison.ModeComparisons;
import io.jobwheel.comparison.ReportJson;
import io.jobwheel.comparison.report.ComparisonReport;
import io.jobwheel.store.comparison.Comparison;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Begins, shows, cancels and deletes comparisons of modes. */
@RestController
@RequestMapping(path = ComparisonsController.PATH)
public final class ComparisonsController {

  static final String PATH = "/api/v1/comparisons";

  // a colon begins a verb, such as :cancel
  private static final String ID = "/{id:[^:]*}";

  private static final String MARKDOWN = "text/markdown";
  private static final String SVG = "image/svg+xml";

  private final ModeComparisons comparisons;
  private final ReportJson reports;
  private final VersionedDocuments documents;
  private final CurrentSubmitter submitters;

  ComparisonsController(
      ModeComparisons comparisons,
      ReportJson reports,
      VersionedDocuments documents,
      CurrentSubmitter submitters) {
    this.comparisons = comparisons;
    this.reports = reports;
    this.documents = documents;
    this.submitters = submitters;
  }

  @PostMapping(consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
  ResponseEntity<Object> begin(@RequestBody ComparisonRequest request) {
    Comparison comparison = comparisons.begin(request, submitters.current());
    return AcceptedResponse.at(PATH + "/" + comparison.id(), false)
        .body(ComparisonDocument.of(comparison));
  }

  @GetMapping(produces = APPLICATION_JSON_VALUE)
  ItemList<ComparisonDocument> list() {
    List<Comparison> all = comparisons.list();
    return new ItemList<>(all.stream().map(ComparisonDocument::of).toList());
  }

  @GetMapping(
      path = ID,
      produces = {APPLICATION_JSON_VALUE, MARKDOWN, SVG})
  ResponseEntity<?> find(@PathVariable String id, HttpServletRequest request) {
    UUID uuid = JobIds.parse(id);
    IfNoneMatch condition = IfNoneMatch.of(request);
    Comparison comparison = comparisons.find(uuid);
    // the one that was selected
    return switch (String.valueOf(request.getHeader(HttpHeaders.ACCEPT))) {
      case MARKDOWN ->
          text(
              MARKDOWN,
              new MarkdownReport(comparison, report(comparison)).text(),
              comparison,
              condition);
      case SVG ->
          text(SVG, new SvgReport(comparison, report(comparison)).text(), comparison, condition);
      default ->
          documents.respond(
              ComparisonDocument.of(comparison), comparison.state().isFinal(), condition);
    };
  }

  private ResponseEntity<String> text(
      String type, String text, Comparison comparison, IfNoneMatch condition) {
    ResponseEntity<String> response =
        documents.respond(text, comparison.state().isFinal(), condition);
    return ResponseEntity.status(response.getStatusCode())
        .headers(response.getHeaders())
        .contentType(new MediaType(MediaType.parseMediaType(type), StandardCharsets.UTF_8))
        .body(response.getBody());
  }

  private @Nullable ComparisonReport report(Comparison comparison) {
    String report = comparison.result() == null ? null : comparison.result().report();
    return report == null ? null : reports.read(report);
  }

  @PostMapping(path = "/{id}:cancel", produces = APPLICATION_JSON_VALUE)
  ComparisonDocument cancel(@PathVariable String id) {
    return ComparisonDocument.of(comparisons.cancel(JobIds.parse(id)));
  }

  @DeleteMapping(path = ID, produces = APPLICATION_JSON_VALUE)
  ResponseEntity<Void> delete(@PathVariable String id) {
    comparisons.delete(JobIds.parse(id));
    return ResponseEntity.noContent().build();
  }
}
