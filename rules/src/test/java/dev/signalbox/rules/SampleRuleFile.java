package dev.signalbox.rules;

/** A rule file for tests. */
public final class SampleRuleFile {
  /** As administrators export them: two elements of the vendor's own example share a line. */
  public static final String TEXT =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <ConvIntelligenceSignalRule xmlns="http://soap.sforce.com/2006/04/metadata">
          <actionType>LaunchFlow</actionType>
          <actionValue>EmailAlert</actionValue>
          <active>true</active>   <channelAddressIdentifier>a12bc345-1303-44c2</channelAddressIdentifier>
          <channelType>Phone</channelType>
          <criteria>((1 AND 2) OR 3)</criteria>
          <developerName>Angry_Customer</developerName>
          <participantRole>AgentOrCustomer</participantRole>
          <ruleName>Angry customer</ruleName>
          <service>AmazonConnectContactLens</service>
          <subrule>
              <operandValue>CustomerAngry</operandValue>
              <operator>Equals</operator>
              <order>0</order>
              <type>Category</type>
          </subrule>
          <subrule>
              <operandValue>-50</operandValue>
              <operator>LessThan</operator>
              <order>1</order>
              <type>CustomerSentiment</type>
          </subrule>
          <subrule>
              <operandValue>fraud, flagged</operandValue>
              <operator>In</operator>
              <order>2</order>
              <type>Category</type>
          </subrule>
      </ConvIntelligenceSignalRule>
      """;

  private SampleRuleFile() {}
}
