package dev.signalbox.standalone.control;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.internal.json.JsonText;
import java.util.List;
import java.util.Optional;

/**
 * What a client needs to know to connect.
 *
 * @param callCenters those that may call, at least one
 * @param profile such as {@code v67}
 * @param version of the program
 * @param development whether this is development mode
 * @param console whether there is a console
 * @param privateKey where the development call center's private key is
 */
public record Connection(
    List<CallCenterId> callCenters,
    String profile,
    String version,
    boolean development,
    boolean console,
    Optional<String> privateKey) {

  String json(String baseUrl) {
    JsonText json =
        new JsonText()
            .object()
            .name("baseUrl")
            .value(baseUrl)
            .name("org")
            .value(callCenters.get(0).orgId().value())
            .name("callCenter")
            .value(callCenters.get(0).apiName())
            .name("profile")
            .value(profile)
            .name("version")
            .value(version)
            .name("development")
            .value(development);
    if (console) {
      json.name("console").value(baseUrl + "/console");
    }
    privateKey.ifPresent(path -> json.name("privateKey").value(path));
    json.name("callCenters").array();
    for (CallCenterId id : callCenters) {
      json.object()
          .name("org")
          .value(id.orgId().value())
          .name("callCenter")
          .value(id.apiName())
          .endObject();
    }
    return json.endArray().endObject().toString();
  }
}
