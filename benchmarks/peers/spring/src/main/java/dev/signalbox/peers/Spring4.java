package dev.signalbox.peers;

import java.util.Date;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Spring Boot on Tomcat, as an OAuth 2 resource server. */
@SpringBootApplication(proxyBeanMethods = false)
public class Spring4 {
  private static final String BODY = Arguments.ACCEPTED;

  /**
   * Serves until it is killed.
   *
   * @param args mode and key file
   */
  public static void main(String... args) throws Exception {
    Arguments arguments = Arguments.of(args);
    SpringApplication application = new SpringApplication(Spring4.class);
    application.addInitializers(
        context -> context.getBeanFactory().registerSingleton("arguments", arguments));
    application.setDefaultProperties(
        Map.of(
            "server.port", "0",
            "server.address", "127.0.0.1",
            "server.tomcat.max-keep-alive-requests", "-1",
            "spring.main.banner-mode", "off",
            "logging.level.root", "error"));
    application.run();
  }

  /** Tokens are verified as a resource server does, or not at all for HTTP alone. */
  @Bean
  SecurityFilterChain security(HttpSecurity http, Arguments arguments) throws Exception {
    http.csrf(csrf -> csrf.disable()).sessionManagement(session -> session.disable());
    if (arguments.mode() == Arguments.Mode.HTTP) {
      http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
    } else {
      http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()));
    }
    return http.build();
  }

  @Bean
  JwtDecoder decoder(Arguments arguments) {
    return NimbusJwtDecoder.withPublicKey(arguments.key()).build();
  }

  @Bean
  Job job(Arguments arguments) {
    return arguments.job();
  }

  @EventListener
  void listening(WebServerInitializedEvent event) {
    Arguments.ready(event.getWebServer().getPort());
  }

  /** The endpoint. */
  @RestController
  static class Events {
    private final Job job;

    Events(Job job) {
      this.job = job;
    }

    @PostMapping("/telephony/v1/voiceCalls/{call}/realtimeConversationEvents")
    ResponseEntity<String> take(
        @AuthenticationPrincipal Jwt jwt,
        @PathVariable String call,
        @RequestHeader("Content-Type") String type,
        @RequestBody byte[] body) {
      int status = 202;
      if (jwt != null) {
        status =
            job.isFirstUse(jwt.getId(), Date.from(jwt.getExpiresAt()))
                ? job.take(call, type, body)
                : 401;
      }
      return status == 202
          ? ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON).body(BODY)
          : ResponseEntity.status(status).build();
    }
  }
}
