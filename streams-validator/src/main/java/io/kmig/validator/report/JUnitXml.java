package io.kmig.validator.report;

import io.kmig.validator.verdict.Outcome;
import io.kmig.validator.verdict.PartitionVerdict;
import io.kmig.validator.verdict.Problem;
import io.kmig.validator.verdict.Verdict;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A verdict as CI servers read it: a suite per topic, a case per partition. FAIL is a failure, inconclusive an error; never
 * skipped, since what is skipped looks green.
 */
public final class JUnitXml {
    private JUnitXml() {}

    public static void write(Verdict verdict, Writer out) {
        Map<String, List<PartitionVerdict>> byTopic = verdict.partitions().stream()
                .collect(Collectors.groupingBy(PartitionVerdict::topic, TreeMap::new, Collectors.toList()));
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", clean("kmig " + verdict.migration()));
            counts(xml, verdict.partitions());
            for (Map.Entry<String, List<PartitionVerdict>> suite : byTopic.entrySet()) {
                suite(xml, verdict, suite.getKey(), suite.getValue());
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("could not write JUnit XML", e);
        }
    }

    private static void suite(XMLStreamWriter xml, Verdict verdict, String topic, List<PartitionVerdict> partitions)
            throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", clean(topic));
        xml.writeAttribute("timestamp", verdict.at().toString());
        counts(xml, partitions);
        for (PartitionVerdict partition : partitions) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", clean(topic));
            xml.writeAttribute("name", "partition " + partition.partition() + " equal up to " + partition.watermark());
            if (partition.outcome() == Outcome.FAIL) {
                detail(xml, "failure", partition, problems(verdict, partition));
            } else if (partition.outcome() == Outcome.INCONCLUSIVE) {
                detail(xml, "error", partition, List.of());
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void detail(XMLStreamWriter xml, String element, PartitionVerdict partition, List<String> lines)
            throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("message", clean(partition.reason()));
        xml.writeAttribute("type", partition.outcome().name());
        xml.writeCharacters(clean(String.join("\n", lines)));
        xml.writeEndElement();
    }

    private static void counts(XMLStreamWriter xml, List<PartitionVerdict> partitions) throws XMLStreamException {
        xml.writeAttribute("tests", String.valueOf(partitions.size()));
        xml.writeAttribute("failures", String.valueOf(count(partitions, Outcome.FAIL)));
        xml.writeAttribute("errors", String.valueOf(count(partitions, Outcome.INCONCLUSIVE)));
        xml.writeAttribute("skipped", "0");
    }

    private static long count(List<PartitionVerdict> partitions, Outcome outcome) {
        return partitions.stream().filter(p -> p.outcome() == outcome).count();
    }

    private static List<String> problems(Verdict verdict, PartitionVerdict partition) {
        List<String> lines = new ArrayList<>();
        for (Problem problem : verdict.problems()) {
            if (problem.topic().equals(partition.topic()) && problem.partition() == partition.partition()) {
                lines.add(problem.describe());
            }
        }
        return lines;
    }

    /** StAX escapes markup, but writes characters that XML 1.0 has no way to hold. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .map(c -> c == '\n'
                                || c == '\t'
                                || (c >= 0x20 && c <= 0xd7ff)
                                || (c >= 0xe000 && c <= 0xfffd)
                                || c >= 0x10000
                        ? c
                        : 0xfffd)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
