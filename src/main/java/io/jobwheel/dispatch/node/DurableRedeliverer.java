package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.request.JobConflictException;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.JobRedriver;
import io.jobwheel.dispatch.request.Redeliverer;
import io.jobwheel.dispatch.request.RedriveRequest;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobSpec;
import io.jobwheel.store.query.JobQueries;
import java.util.List;
import java.util.UUID;

/** Redrives deliveries, or stores copies of them. */
final class DurableRedeliverer implements Redeliverer {

  private final JobQueries queries;
  private final JobRedriver redriver;
  private final SubmissionWriter writer;
  private final JobFactory factory;

  DurableRedeliverer(
      JobQueries queries, JobRedriver redriver, SubmissionWriter writer, JobFactory factory) {
    this.queries = queries;
    this.redriver = redriver;
    this.writer = writer;
    this.factory = factory;
  }

  @Override
  public Job redeliver(UUID subject, UUID delivery) {
    Job job =
        queries
            .find(delivery)
            .filter(found -> subject.equals(found.spec().deliveryOf()))
            .orElseThrow(() -> new JobNotFoundException("delivery", delivery));
    return switch (job.state()) {
      case FAILED, CANCELLED -> redriver.redrive(delivery, RedriveRequest.NONE);
      case SUCCEEDED -> copy(job);
      case SCHEDULED, BLOCKED, QUEUED, RUNNING ->
          throw JobConflictException.notRedelivered(delivery, job.state());
    };
  }

  private Job copy(Job job) {
    SubmissionWriter.Request request =
        new SubmissionWriter.Request(
            List.of(job.spec().at(JobSpec.AT_ONCE)), null, null, null, null, false);
    return writer.begin(request, factory.now()).await(writer.limit()).jobs().getFirst();
  }
}
