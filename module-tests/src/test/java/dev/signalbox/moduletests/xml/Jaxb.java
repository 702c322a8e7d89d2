package dev.signalbox.moduletests.xml;

import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.moduletests.xml.documents.RealtimeConversationEvents;
import dev.signalbox.moduletests.xml.documents.Response;
import dev.signalbox.moduletests.xml.documents.VoiceCall;
import dev.signalbox.moduletests.xml.problems.Problem;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Marshaller;
import jakarta.xml.bind.Unmarshaller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URL;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;

/** A Java client's way to XML: the classes that JAXB's compiler makes of the published schemas. */
public final class Jaxb {
  /** Requests and answers. */
  public static final Jaxb DOCUMENTS =
      new Jaxb(
          XmlFormat.schema(), RealtimeConversationEvents.class, VoiceCall.class, Response.class);

  /** Problems. */
  public static final Jaxb PROBLEMS = new Jaxb(XmlFormat.problemSchema(), Problem.class);

  private final JAXBContext context;
  private final Schema schema;

  private Jaxb(URL schema, Class<?>... roots) {
    try {
      this.context = JAXBContext.newInstance(roots);
      this.schema = SchemaFactory.newDefaultInstance().newSchema(schema);
    } catch (JAXBException | SAXException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes a document, which must be valid. */
  public byte[] write(Object root) throws JAXBException {
    Marshaller marshaller = context.createMarshaller();
    marshaller.setSchema(schema);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    marshaller.marshal(root, out);
    return out.toByteArray();
  }

  /** Reads a document, which must be valid. */
  public <T> T read(Class<T> root, byte[] document) throws JAXBException {
    Unmarshaller unmarshaller = context.createUnmarshaller();
    unmarshaller.setSchema(schema);
    return root.cast(unmarshaller.unmarshal(new ByteArrayInputStream(document)));
  }
}
