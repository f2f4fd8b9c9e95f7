// A bridge to EXIficient and to the EXICodec of PyPI's iso15118: requests by lines on standard input, answers on standard output.
// Request: operation TAB schema (v2, v20, ds) TAB document|fragment TAB base64. Answer: "OK base64" or "ERR text".
// xml-encode, xml-decode: EXIficient itself on the schema files; json-encode, json-decode: the wheel's EXICodec (schema = namespace).
import com.siemens.ct.exi.core.EXIFactory;
import com.siemens.ct.exi.core.helpers.DefaultEXIFactory;
import com.siemens.ct.exi.core.grammars.Grammars;
import com.siemens.ct.exi.grammars.GrammarFactory;
import com.siemens.ct.exi.main.api.sax.EXIResult;
import com.siemens.ct.exi.main.api.sax.EXISource;
import com.siemens.ct.exi.main.cmd.EXICodec;
import java.io.*;
import java.util.*;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.*;
import javax.xml.transform.stream.StreamResult;
import org.apache.xerces.xni.XMLResourceIdentifier;
import org.apache.xerces.xni.parser.XMLInputSource;
import org.xml.sax.*;

public class Exificient {
    static final Map<String, Grammars> grammars = new HashMap<>();

    static Grammars grammar(String folder, String schema) throws Exception {
        if (!grammars.containsKey(schema)) {
            String file = folder + "/" + Map.of("v2", "iso15118_2/V2G_CI_MsgDef.xsd", "v20", "iso15118_20/V2G_CI_CommonMessages.xsd",
                "ds", "xmldsig-core-schema.xsd").get(schema);
            grammars.put(schema, GrammarFactory.newInstance().createGrammars(file, (XMLResourceIdentifier id) -> {
                String wanted = id.getExpandedSystemId() == null ? "" : id.getExpandedSystemId();
                if (wanted.endsWith(".dtd")) return new XMLInputSource(null, wanted, null, new StringReader(""), null);
                if (wanted.endsWith("iso15118_20/xmldsig-core-schema.xsd"))
                    return new XMLInputSource(null, wanted.replace("iso15118_20/", ""), null);
                return null;
            }));
        }
        return grammars.get(schema);
    }

    static EXIFactory factory(String folder, String schema, String kind) throws Exception {
        EXIFactory one = DefaultEXIFactory.newInstance();
        one.setGrammars(grammar(folder, schema));
        if (!kind.endsWith("-hits")) one.setValuePartitionCapacity(0);
        one.setFragment(kind.startsWith("fragment"));
        return one;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err);
        EXICodec codec = null;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null; out.flush()) {
            String[] part = line.split("\t");
            byte[] data = Base64.getDecoder().decode(part[3]);
            try {
                byte[] answer;
                if (part[0].equals("echo")) {
                    answer = data;
                } else if (part[0].startsWith("json")) {
                    if (codec == null) codec = new EXICodec();
                    if (part[0].equals("json-encode")) {
                        answer = codec.encode(new String(data, "UTF-8"), part[1]);
                        if (answer == null) throw new Exception(codec.get_last_encoding_error());
                    } else {
                        String text = codec.decode(data, part[1]);
                        if (text == null) throw new Exception(codec.get_last_decoding_error());
                        answer = text.getBytes("UTF-8");
                    }
                } else if (part[0].equals("xml-encode")) {
                    ByteArrayOutputStream to = new ByteArrayOutputStream();
                    EXIResult result = new EXIResult(factory(arguments[0], part[1], part[2]));
                    result.setOutputStream(to);
                    SAXParserFactory sax = SAXParserFactory.newInstance();
                    sax.setNamespaceAware(true);
                    XMLReader reader = sax.newSAXParser().getXMLReader();
                    reader.setContentHandler(result.getHandler());
                    reader.parse(new InputSource(new ByteArrayInputStream(data)));
                    answer = to.toByteArray();
                } else {
                    EXISource source = new EXISource(factory(arguments[0], part[1], part[2]));
                    source.setInputSource(new InputSource(new ByteArrayInputStream(data)));
                    ByteArrayOutputStream to = new ByteArrayOutputStream();
                    Transformer transformer = TransformerFactory.newInstance().newTransformer();
                    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
                    transformer.transform(source, new StreamResult(to));
                    answer = to.toByteArray();
                }
                out.println("OK " + Base64.getEncoder().encodeToString(answer));
            } catch (Throwable error) {
                out.println("ERR " + String.valueOf(error).replace('\n', ' '));
            }
        }
    }
}
