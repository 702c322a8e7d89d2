package dev.signalbox.standalone.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard in the examples asks for metrics that there are. */
class DashboardTest {
  private static final Pattern METRIC = Pattern.compile("signalbox_[a-z_]+");

  @Test
  void everyMetricOfTheDashboardIsDocumented() throws IOException {
    Set<String> asked = metrics("../examples/grafana-dashboard.json");
    assertFalse(asked.isEmpty());
    asked.removeAll(metrics("../docs/operating.md"));
    assertEquals(Set.of(), asked);
  }

  private static Set<String> metrics(String file) throws IOException {
    return METRIC
        .matcher(Files.readString(Path.of(file)))
        .results()
        .map(MatchResult::group)
        .map(name -> name.replaceFirst("_bucket$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
