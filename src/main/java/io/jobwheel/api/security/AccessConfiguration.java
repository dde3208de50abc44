package io.jobwheel.api.security;

import io.jobwheel.api.problem.ProblemWriter;
import io.jobwheel.configuration.StartCheck;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.execution.OperatorName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** Configures authentication and authorization of all requests. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AccessProperties.class, ManagementServerProperties.class})
class AccessConfiguration {

  private static final Logger log = LoggerFactory.getLogger(AccessConfiguration.class);

  @Bean
  ApiKeys apiKeys(AccessProperties properties) {
    return new ApiKeys(properties);
  }

  @Bean
  AccessProblems accessProblems(ProblemWriter problems) {
    return new AccessProblems(problems);
  }

  /** Any HTTP method passes, so that Spring MVC rejects an unsupported one with an Allow header. */
  @Bean
  HttpFirewall firewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    return firewall;
  }

  /**
   * Disabled: the spans of filters would come between the span of a request and that of its job.
   */
  @Bean
  SecurityObservationSettings noObservations() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  InternalCredentials internalCredentials(ApiKeys keys) {
    return () -> "Bearer " + keys.internalKey();
  }

  @Bean
  CurrentSubmitter currentSubmitter(
      AccessProperties properties, ObjectProvider<JwtDecoder> decoder) {
    return isAuthenticationDisabled(properties, decoder)
        ? () -> null
        : new AuthenticatedSubmitter(properties);
  }

  @Bean
  OperatorName operatorName(CurrentSubmitter submitters) {
    return () -> {
      Submitter submitter = submitters.current();
      return submitter == null ? null : submitter.name();
    };
  }

  @Bean
  AccessExpiry accessExpiry() {
    return () ->
        SecurityContextHolder.getContext().getAuthentication()
                instanceof AbstractOAuth2TokenAuthenticationToken<?> token
            ? token.getToken().getExpiresAt()
            : null;
  }

  /** This bean also prevents Spring Boot from creating a user with a generated password. */
  @Bean
  AuthenticationManager bearerAuthentication(ApiKeys keys, ObjectProvider<JwtDecoder> decoder) {
    JwtDecoder tokens = decoder.getIfAvailable();
    AuthenticationManager jwt =
        tokens == null ? null : new JwtAuthenticationProvider(tokens)::authenticate;
    return authentication -> {
      String bearer = ((BearerTokenAuthenticationToken) authentication).getToken();
      var key = keys.find(bearer);
      if (key.isPresent()) {
        return key.get();
      }
      if (jwt != null && isJwt(bearer)) {
        return jwt.authenticate(authentication);
      }
      throw new BadCredentialsException("unknown key");
    };
  }

  /** Returns whether a bearer credential has the three parts of a JWT. */
  private static boolean isJwt(String bearer) {
    return bearer.chars().filter(c -> c == '.').count() == 2;
  }

  @Bean
  Exposure exposure(
      AccessProperties properties,
      ObjectProvider<JwtDecoder> decoder,
      ServerProperties server,
      ManagementServerProperties management) {
    return new Exposure(server, management, !isAuthenticationDisabled(properties, decoder));
  }

  @Bean
  StartCheck exposureCheck(Exposure exposure) {
    return exposure::check;
  }

  private static boolean isAuthenticationDisabled(
      AccessProperties properties, ObjectProvider<JwtDecoder> decoder) {
    return properties.keys().isEmpty() && decoder.getIfAvailable() == null;
  }

  @Bean
  SecurityFilterChain securityFilterChain(
      HttpSecurity http,
      AccessProperties properties,
      AuthenticationManager bearerAuthentication,
      AccessProblems problems,
      ObjectProvider<JwtDecoder> decoder) {
    http.csrf(AbstractHttpConfigurer::disable) // no cookies are used
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .exceptionHandling(
            handling -> handling.authenticationEntryPoint(problems).accessDeniedHandler(problems))
        .headers(headers ->
            headers
                .contentSecurityPolicy(
                    policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
        .authorizeHttpRequests(AccessRules::apply);
    if (isAuthenticationDisabled(properties, decoder)) {
      http.addFilterBefore(
          new LoopbackAccessFilter(properties.hosts(), problems), AuthorizationFilter.class);
      log.info("Authentication is disabled; accepting requests from this host only.");
    } else {
      http.oauth2ResourceServer(resources ->
          resources
              .bearerTokenResolver(new BearerKeys())
              .authenticationManagerResolver(request -> bearerAuthentication)
              .authenticationEntryPoint(problems)
              .accessDeniedHandler(problems));
      http.addFilterAfter(
          new RequestLimitFilter(properties, problems), BearerTokenAuthenticationFilter.class);
    }
    return http.build();
  }
}
