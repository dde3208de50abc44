package io.jobwheel.comparison;

import io.jobwheel.comparison.report.ComparisonReport;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes reports as JSON and reads them, also those of later versions with more fields. */
public final class ReportJson {

  private final JsonMapper json;

  public ReportJson(JsonMapper json) {
    this.json = json.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  String write(ComparisonReport report) {
    return json.writeValueAsString(report);
  }

  /** Reads what {@link #write} has written. */
  public ComparisonReport read(String text) {
    return json.readValue(text, ComparisonReport.class);
  }
}
