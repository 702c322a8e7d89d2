package dev.signalbox.rules.model;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.internal.json.JsonText;

/** What the JSON of every fired rule begins with. */
final class FiredRuleJson {
  private FiredRuleJson() {}

  /** The JSON up to the call center; its two objects are open. */
  static JsonText begin(FiredRule fired, VendorCallKey key) {
    JsonText json =
        new JsonText(1024)
            .object()
            .name("type")
            .value(FiredRule.TYPE)
            .name("detail")
            .object()
            .name("id")
            .value(fired.id().toString());
    rule(json.name("rule"), fired.rule());
    var callCenter = fired.conversation().callCenter();
    return json.name("callId")
        .value(fired.conversation().firstKey().value())
        .name("vendorCallKey")
        .value(key.value())
        .name("orgId")
        .value(callCenter.orgId().value())
        .name("callCenter")
        .value(callCenter.apiName());
  }

  private static void rule(JsonText json, Rule rule) {
    json.object()
        .name("developerName")
        .value(rule.developerName())
        .name("ruleName")
        .value(rule.ruleName())
        .name("service")
        .value(rule.service())
        .name("actionType")
        .value(rule.action().type().wireName());
    rule.action().value().ifPresent(value -> json.name("actionValue").value(value));
    json.name("sentence").value(rule.sentence()).endObject();
  }
}
