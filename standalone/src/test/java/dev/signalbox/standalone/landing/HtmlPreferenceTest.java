package dev.signalbox.standalone.landing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlPreferenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8 | true",
        "text/html | true",
        "text/html, application/json | true",
        "text/html, */* | true",
        "TEXT/HTML | true",
        "text/html;q=0.9, application/json;q=0.8 | true",
        "application/json, text/html | false",
        "application/json;q=0.5, text/html;q=0.4 | false",
        "text/html;q=0.5, application/json | false",
        "application/json, text/plain, */* | false",
        "*/* | false",
        "text/* | false",
        "text/html;q=0 | false",
        "text/html;q=x | false",
        "application/xml, text/html | false",
        "'' | false",
      })
  void htmlIsForThoseWhoNameItBeforeTheOthers(String accept, boolean html) {
    assertEquals(html, HtmlPreference.of(accept.isEmpty() ? List.of() : List.of(accept)));
  }
}
