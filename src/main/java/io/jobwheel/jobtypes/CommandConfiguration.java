package io.jobwheel.jobtypes;

import io.jobwheel.configuration.StartCheck;
import io.jobwheel.execution.LaneProperties;
import io.jobwheel.execution.attempt.OutputLimit;
import io.jobwheel.handler.command.Command;
import io.jobwheel.handler.command.CommandHandler;
import io.jobwheel.handler.command.CommandLimits;
import io.jobwheel.handler.command.ExitCodes;
import io.jobwheel.handler.command.Parameter;
import io.jobwheel.handler.command.process.ProcessEnvironment;
import io.jobwheel.time.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Wires the job type {@code command} if at least one command is configured. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommandProperties.class)
class CommandConfiguration {

  private static final int MARK_ROOM = 200;

  /** Matches if there are properties below {@value CommandProperties#COMMANDS}. */
  static final class AnyCommand implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return Binder.get(context.getEnvironment())
          .bind(CommandProperties.COMMANDS, Bindable.mapOf(String.class, Object.class))
          .isBound();
    }
  }

  /** Creates the handler early, which fails if a program does not exist. */
  @Bean
  StartCheck commandCheck(ObjectProvider<CommandHandler> handler) {
    return () -> {
      var _ = handler.getIfAvailable();
    };
  }

  @Bean
  @Conditional(AnyCommand.class)
  CommandHandler commandHandler(CommandProperties properties, LaneProperties lanes, Ticker ticker) {
    return new CommandHandler(
        properties.commands().entrySet().stream()
            .map(each -> command(each.getKey(), each.getValue(), lanes.output()))
            .toList(),
        ticker);
  }

  /** Notifies the handler at the beginning of a shutdown, before the attempts are cancelled. */
  @Bean
  @Conditional(AnyCommand.class)
  ApplicationListener<ContextClosedEvent> commandShutdown(CommandHandler handler) {
    return _ -> handler.beginShutdown();
  }

  private static Command command(
      String name, CommandProperties.Settings settings, OutputLimit lane) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    settings
        .parameters()
        .forEach((parameter, it) ->
            parameters.put(
                parameter,
                new Parameter(
                    it.pattern(), it.maxLength(), it.defaultValue(), it.allowLeadingDash())));
    return new Command(
        name,
        settings.program(),
        settings.arguments(),
        parameters,
        new ProcessEnvironment(
            settings.workingFolder(),
            environment(settings),
            settings.nice(),
            settings.mergeStderr()),
        new ExitCodes(settings.successExitCodes(), settings.retryExitCodes()),
        new CommandLimits(
            settings.timeout(),
            settings.grace(),
            settings.maxConcurrent(),
            settings.maxWait(),
            // less than the limits of the lane, so that the handler cuts and can count the rest
            Math.max(lane.prints() - 1, 0),
            Math.min(settings.maxOutput(), Math.max(lane.characters() - MARK_ROOM, 0))));
  }

  private static Map<String, String> environment(CommandProperties.Settings settings) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : settings.environment()) {
      int equals = variable.indexOf('=');
      variables.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return variables;
  }
}
