package io.jobwheel.api.group;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.list.ListParameters;
import io.jobwheel.api.list.PageDocument;
import io.jobwheel.api.list.PageResponse;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.GroupFilter;
import io.jobwheel.store.query.JobLists;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves lists of groups. */
@RestController
public final class GroupListController {

  private static final String PATH = "/api/v1/groups";

  private static final List<String> PARAMETERS =
      List.of("state", "mode", "createdFrom", "createdTo");

  // a group is never SCHEDULED
  private static final List<JobState> STATES =
      List.of(
          JobState.QUEUED,
          JobState.RUNNING,
          JobState.SUCCEEDED,
          JobState.FAILED,
          JobState.CANCELLED);

  private final JobLists lists;

  GroupListController(@Qualifier(JobLists.SHOWN) JobLists lists) {
    this.lists = lists;
  }

  @GetMapping(path = PATH, produces = APPLICATION_JSON_VALUE)
  ResponseEntity<PageDocument<GroupItem>> list(@RequestParam MultiValueMap<String, String> query) {
    ListParameters parameters = new ListParameters(query, PARAMETERS);
    GroupFilter filter =
        new GroupFilter(
            parameters.states(STATES),
            parameters.modes(),
            parameters.range("createdFrom", "createdTo"));
    return PageResponse.of(lists.listGroups(parameters.page(filter)), GroupItem::of, PATH, query);
  }
}
