package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.handler.JobType;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Fairness;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.JobExtras;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.TraceParent;
import io.jobwheel.job.Truncation;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Webhook;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Validates requests and returns their specs. Reports all invalid fields: first those whose form is
 * wrong; those that violate types and limits only if all forms are right. Safe for use by any
 * thread.
 */
public final class JobSpecValidator {

  // maximum length of an invalid name in an error
  private static final int MAX_ECHO = 64;

  /** A request whose form is right. */
  private record Formed(JobRequest request, Instant runAt) {}

  private final JobTypes types;
  private final WebhookValidator webhooks;
  private final LimitValidator limits;
  private final int maxGroup;
  private final InstantSource clock;

  /**
   * Creates a validator.
   *
   * @param maxGroup the maximum number of jobs of a group
   * @param clock the time of the submission, for deadlines
   */
  public JobSpecValidator(
      JobTypes types,
      WebhookValidator webhooks,
      LimitValidator limits,
      int maxGroup,
      InstantSource clock) {
    this.types = types;
    this.webhooks = webhooks;
    this.limits = limits;
    this.maxGroup = maxGroup;
    this.clock = clock;
  }

  /**
   * Validates a single job.
   *
   * @param traceparent the span that submits the job; null outside of a trace
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   */
  public JobSpec validate(JobRequest request, @Nullable TraceParent traceparent) {
    FieldErrors errors = new FieldErrors();
    Formed job = new Formed(request, RunAtValidator.validate(request.runAt(), errors::add));
    throwIfAny(errors);
    JobSpec spec = spec(job, request.mode(), traceparent, "", errors);
    return orThrow(spec, errors);
  }

  /**
   * Validates one job of a batch.
   *
   * @param traceparent the span that submits the batch; null outside of a trace
   * @param errors receives every invalid field
   * @return the spec; null if there are errors
   */
  @Nullable JobSpec validate(
      JobRequest request, @Nullable TraceParent traceparent, FieldErrors errors) {
    Formed job = new Formed(request, RunAtValidator.validate(request.runAt(), errors::add));
    return errors.isEmpty() ? spec(job, request.mode(), traceparent, "", errors) : null;
  }

  /**
   * Validates a group and its jobs, which all run in the mode of the group.
   *
   * @param traceparent the span that submits the group; null outside of a trace
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   */
  public GroupSpec validate(GroupRequest request, @Nullable TraceParent traceparent) {
    FieldErrors errors = new FieldErrors();
    CompletionCondition returnWhen = returnWhen(request.returnWhen(), errors);
    Webhook webhook = webhooks.validate(request.webhook(), false, "webhook", errors);
    List<Formed> jobs = formed(request.jobs(), errors);
    throwIfAny(errors);
    ExecutionMode mode = modeOfGroup(request.mode());
    if (jobs.isEmpty() || jobs.size() > maxGroup) {
      String message = "must have 1 to %d jobs, not %d".formatted(maxGroup, jobs.size());
      throw new InvalidJobException(List.of(new FieldError("jobs", message)));
    }
    return new GroupSpec(mode, returnWhen, specs(jobs, mode, traceparent), webhook);
  }

  private static CompletionCondition returnWhen(@Nullable String name, FieldErrors errors) {
    if (name == null) {
      return CompletionCondition.ALL_COMPLETED;
    }
    try {
      return CompletionCondition.valueOf(name);
    } catch (IllegalArgumentException e) {
      errors.add(
          new FieldError(
              "returnWhen", "must be one of " + Arrays.toString(CompletionCondition.values())));
      return CompletionCondition.ALL_COMPLETED;
    }
  }

  private static List<Formed> formed(
      @Nullable List<@Nullable JobRequest> requests, FieldErrors errors) {
    List<Formed> jobs = new ArrayList<>();
    for (int i = 0; requests != null && i < requests.size(); i++) {
      String path = path(i);
      JobRequest request = requests.get(i);
      if (request == null) {
        errors.add(new FieldError(path, "must be an object, not null"));
      } else {
        jobs.add(
            new Formed(
                request,
                RunAtValidator.validate(request.runAt(), wrong -> errors.add(wrong.under(path)))));
      }
    }
    return jobs;
  }

  private static ExecutionMode modeOfGroup(@Nullable String name) {
    FieldErrors errors = new FieldErrors();
    if (name == null) {
      errors.add(
          new FieldError("mode", "is required; must be one of " + ExecutionMode.wireNames()));
    }
    return orThrow(mode(name, "", errors), errors);
  }

  private List<JobSpec> specs(
      List<Formed> jobs, ExecutionMode mode, @Nullable TraceParent traceparent) {
    FieldErrors errors = new FieldErrors();
    List<JobSpec> specs = new ArrayList<>(jobs.size());
    for (int i = 0; i < jobs.size(); i++) {
      Formed job = jobs.get(i);
      String own = job.request().mode();
      if (own != null && !own.equals(mode.wireName())) {
        errors.add(
            new FieldError(
                in(path(i), "mode"),
                "must be omitted or equal the mode of the group, %s".formatted(mode)));
      }
      if (job.request().unique() != null) {
        errors.add(
            new FieldError(
                in(path(i), "unique"),
                "must be omitted: a job of a group cannot be unique; submit it by itself, or in a"
                    + " batch"));
      }
      JobSpec spec = spec(job, mode.wireName(), traceparent, path(i), errors);
      if (spec != null) {
        specs.add(spec);
      }
    }
    return orThrow(specs, errors);
  }

  private @Nullable JobSpec spec(
      Formed job,
      @Nullable String modeName,
      @Nullable TraceParent traceparent,
      String path,
      FieldErrors errors) {
    JobRequest request = job.request();
    int before = errors.count();
    JobType<?> type = type(request.type(), path, errors);
    ExecutionMode mode = mode(modeName, path, errors);
    if (type != null && mode != null && !type.modes().contains(mode)) {
      errors.add(
          new FieldError(
              in(path, "mode"),
              "type %s does not run in mode %s, only in %s"
                  .formatted(type.name(), mode, type.modes())));
    }
    int priority = request.priority() == null ? 0 : request.priority();
    if (priority < JobSpec.MIN_PRIORITY || priority > JobSpec.MAX_PRIORITY) {
      errors.add(
          new FieldError(
              in(path, "priority"),
              "must be %d to %d".formatted(JobSpec.MIN_PRIORITY, JobSpec.MAX_PRIORITY)));
    }
    String payload = request.payload();
    if (payload == null) {
      errors.add(new FieldError(in(path, "payload"), "is required"));
    } else if (type != null) {
      types.validate(type.name(), payload).stream()
          .map(wrong -> wrong.under(in(path, "payload")))
          .forEach(errors::add);
    }
    Consumer<FieldError> errorsOfJob =
        wrong -> errors.add(path.isEmpty() ? wrong : wrong.under(path));
    AttemptPolicy policy =
        PolicyValidator.validate(
            request, type == null ? AttemptPolicy.ONCE : type.policy(), errorsOfJob);
    JobExtras extras =
        DeadlineValidator.validate(
            JobExtras.NONE, request.deadline(), job.runAt(), clock.instant(), errorsOfJob);
    Webhook webhook = webhooks.validate(request.webhook(), true, in(path, "webhook"), errors);
    Fairness fairness =
        FairnessValidator.validate(request.fairness(), in(path, "fairness"), errors);
    List<JobLimit> held = limits.validate(request.limits(), in(path, "limits"), errors);
    if (type == null || payload == null) {
      return null;
    }
    Uniqueness unique =
        request.unique() == null || errors.count() > before
            ? null
            : UniqueValidator.validate(
                request.unique(), type.name(), payload, in(path, "unique"), errors);
    List<JobLimit> all =
        errors.count() > before
            ? held
            : limits.withDefaults(held, type.name(), payload, in(path, "limits"), errors);
    if (errors.count() > before) {
      return null;
    }
    return new JobSpec(
            type.name(),
            mode == null ? type.defaultMode() : mode,
            payload,
            priority,
            job.runAt(),
            policy,
            traceparent,
            extras.withFairness(fairness))
        .withWebhook(webhook)
        .withUnique(unique)
        .withLimits(all);
  }

  private @Nullable JobType<?> type(@Nullable String name, String path, FieldErrors errors) {
    if (name == null) {
      errors.add(new FieldError(in(path, "type"), "is required; must be one of " + typeNames()));
      return null;
    }
    Optional<JobType<?>> type = types.find(name).filter(found -> !types.isInternal(found.name()));
    if (type.isEmpty()) {
      errors.add(
          new FieldError(
              in(path, "type"),
              "'%s' is unknown; must be one of %s".formatted(cut(name), typeNames())));
    }
    return type.orElse(null);
  }

  private List<String> typeNames() {
    return types.submittable().stream().<String>map(JobType::name).toList();
  }

  private static @Nullable ExecutionMode mode(
      @Nullable String name, String path, FieldErrors errors) {
    if (name == null) {
      return null;
    }
    Optional<ExecutionMode> mode = ExecutionMode.named(name);
    if (mode.isEmpty()) {
      errors.add(
          new FieldError(
              in(path, "mode"),
              "'%s' is unknown; must be one of %s"
                  .formatted(cut(name), ExecutionMode.wireNames())));
    }
    return mode.orElse(null);
  }

  private static String cut(String name) {
    return Truncation.of(name, MAX_ECHO);
  }

  private static String in(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  static String path(int job) {
    return "jobs[" + job + "]";
  }

  private static void throwIfAny(FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
  }

  private static <T> T orThrow(@Nullable T validated, FieldErrors errors) {
    if (validated == null || !errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    return validated;
  }
}
