package io.jobwheel.api.job;

import io.jobwheel.api.list.ListParameters;
import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobText;
import io.jobwheel.store.query.PageQuery;
import java.util.List;
import java.util.Set;
import org.springframework.util.MultiValueMap;

/**
 * The query of a list of jobs.
 *
 * @param include the texts of jobs that the response includes
 */
record JobListQuery(PageQuery<JobFilter> page, Set<JobText> include) {

  private static final List<String> PARAMETERS =
      List.of(
          "state",
          "type",
          "mode",
          "group",
          "submitter",
          "errorCode",
          "schedule",
          "createdFrom",
          "createdTo",
          "finishedFrom",
          "finishedTo",
          Include.NAME);

  /**
   * Parses a query.
   *
   * @throws BadParameterException with an error for every invalid parameter
   */
  static JobListQuery parse(MultiValueMap<String, String> query) {
    ListParameters parameters = new ListParameters(query, PARAMETERS);
    JobFilter filter =
        new JobFilter(
                parameters.states(List.of(JobState.values())),
                parameters.names("type"),
                parameters.modes(),
                parameters.several("group", JobIds::parseValue),
                parameters.wholeNames("submitter"),
                parameters.names("errorCode"),
                parameters.range("createdFrom", "createdTo"),
                parameters.range("finishedFrom", "finishedTo"))
            .withSchedules(parameters.names("schedule"));
    Set<JobText> include = include(query, parameters);
    return new JobListQuery(parameters.page(filter), include);
  }

  private static Set<JobText> include(
      MultiValueMap<String, String> query, ListParameters parameters) {
    try {
      return Include.parse(query.getOrDefault(Include.NAME, List.of()));
    } catch (IllegalArgumentException e) {
      parameters.addError(Include.NAME, String.valueOf(e.getMessage()));
      return Set.of();
    }
  }
}
