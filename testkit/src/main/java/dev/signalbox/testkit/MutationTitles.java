package dev.signalbox.testkit;

import dev.signalbox.testkit.Mutation.Target;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Mutations in words. */
final class MutationTitles {
  private static final Map<String, String> PHRASES = phrases();

  private MutationTitles() {}

  private static Map<String, String> phrases() {
    Map<String, String> all = new HashMap<>();
    for (String article : new String[] {"string", "number", "fraction", "boolean"}) {
      all.put(article, "is a " + article);
    }
    all.put("array", "is an array");
    all.put("object", "is an object");
    all.put("null", "is null");
    all.put("negative", "is negative");
    all.put("just-negative", "is -0.01");
    all.put("above", "is above 1000");
    all.put("just-above", "is 1000.001");
    all.put("below", "is below -1000");
    all.put("above-before-rounding", "is 1000.001, which rounding would hide");
    all.put("below-before-rounding", "is -1000.004, which rounding would hide");
    all.put("above-as-string", "is the string 1001");
    all.put("negative-as-string", "is the string -1");
    all.put("exponent-as-string", "is the string 1e2");
    all.put("plus-as-string", "is the string +7");
    all.put("too-long-string", "is a string of 33 digits");
    all.put("too-long", "has 33 characters");
    all.put("plus", "has a plus sign");
    all.put("exponent", "has an exponent");
    all.put("no-integer-part", "has no digit before the point");
    all.put("no-fraction", "has no digit after the point");
    all.put("leading-space", "has a space before it");
    all.put("line-feed", "has a line feed after it");
    all.put("comma", "has a comma");
    all.put("words", "is words");
    all.put("not-a-number", "is NaN");
    all.put("minus-alone", "is a minus sign");
    all.put("two-signs", "has two signs");
    all.put("two-points", "has two points");
    all.put("other-digits", "has digits of another script");
    all.put("overflow", "is beyond an int64");
    all.put("wraps-around", "is 2^64 and 1, which wraps around to 1");
    all.put("huge", "has 400 digits");
    all.put("fraction-zero", "ends in .0");
    all.put("iso-date", "is an ISO date");
    all.put("empty", "is empty");
    all.put("blank", "is blank");
    all.put("spaces", "is white space");
    all.put("no-break-space", "is a no-break space");
    all.put("em-space", "is an em space");
    all.put("nul", "has the character U+0000");
    all.put("control", "has a control character");
    all.put("high-surrogate", "ends in a lone surrogate");
    all.put("low-surrogate", "begins with a lone surrogate");
    all.put("noncharacter", "has the character U+FFFE");
    all.put("surrounded", "has spaces around it");
    all.put("without-prefix", "lacks the prefix IntelligenceSignal__");
    all.put("other-prefix", "has another prefix");
    all.put("one-underscore", "has one underscore");
    all.put("other-case", "is in another case");
    all.put("unknown", "is none that the contract knows");
    all.put("other", "is neither AGENT nor CUSTOMER");
    all.put("lower-case", "is in lower case");
    all.put("other-word", "is yes");
    all.put("before-start", "lies before startTime");
    return all;
  }

  static String of(String name, String place, Target target) {
    String what = target == Target.BATCH ? "batch" : target.name().toLowerCase(Locale.ROOT);
    String article = (what.charAt(0) == 'e' ? "an " : "a ") + what;
    String member = place.substring(place.lastIndexOf('/') + 1);
    if (name.equals("unsorted")) {
      return "a batch with an event earlier than the one before it";
    }
    if (name.equals("end-offset-before-begin")) {
      return article + " whose EndOffsetMillis lies before BeginOffsetMillis";
    }
    if (name.startsWith("event-")) {
      return "an event that " + PHRASES.getOrDefault(name.substring(6), name);
    }
    String variation = name.substring(member.length() + 1);
    if (variation.startsWith("sentiment-")) {
      variation = variation.substring(10);
    }
    variation = variation.replace("-in-category", "");
    return variation.equals("missing")
        ? article + " without " + member
        : article + " whose " + member + " " + PHRASES.getOrDefault(variation, "is " + variation);
  }
}
