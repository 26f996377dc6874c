package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Text to tree. Works on the parser's node graph instead of Jackson's token stream, because only the graph has the place
 * of a key (not just of its value) and follows anchors and aliases.
 *
 * <p>Scalars are read as YAML 1.2 does: {@code yes}, {@code 1:30} and {@code 010} stay text.
 */
final class YamlParser {
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]+\\.[0-9]+([eE][-+]?[0-9]{1,3})?");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Place whole;
    private final Function<Mark, Place> marked;
    private final Findings findings;
    private final Map<JsonPointer, Place> places = new HashMap<>();
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlParser(Place whole, Function<Mark, Place> marked, Findings findings) {
        this.whole = whole;
        this.marked = marked;
        this.findings = findings;
    }

    /** The document, empty when the text is not YAML at all; the findings then say why. */
    static Optional<YamlDocument> file(String source, String text, Findings findings) {
        Function<Mark, Place> marked = mark -> new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
        return new YamlParser(Place.in(source), marked, findings).parse(text);
    }

    /** A value given as a flag, in which lines mean nothing. */
    static Optional<YamlDocument> flag(Place flag, String text, Findings findings) {
        return new YamlParser(flag, mark -> flag, findings).parse(text);
    }

    private Optional<YamlDocument> parse(String text) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            JsonNode tree = root == null ? MissingNode.getInstance() : convert(root, JsonPointer.empty());
            return Optional.of(new YamlDocument(tree, whole, places));
        } catch (MarkedYAMLException broken) {
            Mark mark = broken.getProblemMark() == null ? broken.getContextMark() : broken.getProblemMark();
            syntax(mark == null ? whole : marked.apply(mark), reason(broken.getProblem()));
        } catch (ReaderException broken) {
            int line = (int) text.codePoints()
                            .limit(broken.getPosition())
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
            syntax(new Place(whole.source(), line, 0), "a control character, which YAML does not allow");
        } catch (YAMLException broken) {
            syntax(whole, "larger or nested deeper than any kmig.yaml needs to be");
        }
        return Optional.empty();
    }

    private void syntax(Place place, String what) {
        findings.add(
                place,
                "",
                "not YAML: " + what,
                "correct the line, or the one before it; keys need a space after "
                        + "the colon, indentation is made of spaces, and text with { } [ ] * & ! # : needs quotes");
    }

    /** The parser's words, without the names it takes from the text: a password that begins with * looks like an alias. */
    private static String reason(@Nullable String problem) {
        if (problem == null) {
            return "unexpected text";
        }
        for (String named : List.of("alias", "anchor", "tag")) {
            if (problem.contains(named)) {
                return "text that begins with '" + (named.equals("alias") ? "*" : named.equals("tag") ? "!" : "&")
                        + "' has a meaning of its own in YAML; put it in quotes";
            }
        }
        return problem;
    }

    private JsonNode convert(Node node, JsonPointer at) {
        if (!open.add(node)) {
            findings.add(placeOf(node), at, "contains itself", "write the value out instead of using an alias");
            return NODES.nullNode();
        }
        try {
            if (node instanceof MappingNode mapping) {
                return object(mapping, at);
            }
            if (node instanceof SequenceNode sequence) {
                return list(sequence, at);
            }
            return scalar((ScalarNode) node, at);
        } finally {
            open.remove(node);
        }
    }

    private ObjectNode object(MappingNode mapping, JsonPointer at) {
        ObjectNode object = NODES.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
                findings.add(
                        placeOf(entry.getKeyNode()), at, "a key is not plain text", "write a key of the form name:");
                continue;
            }
            JsonPointer key = at.appendProperty(keyNode.getValue());
            if (object.has(keyNode.getValue())) {
                int first = places.getOrDefault(key, whole).line();
                findings.add(
                        placeOf(keyNode),
                        key,
                        "the key is written twice" + (first > 0 ? ", first in line " + first : ""),
                        "keep one of the two");
                continue;
            }
            places.put(key, placeOf(keyNode));
            object.set(keyNode.getValue(), convert(entry.getValueNode(), key));
        }
        return object;
    }

    private ArrayNode list(SequenceNode sequence, JsonPointer at) {
        ArrayNode list = NODES.arrayNode();
        for (Node item : sequence.getValue()) {
            JsonPointer key = at.appendIndex(list.size());
            places.put(key, placeOf(item));
            list.add(convert(item, key));
        }
        return list;
    }

    private JsonNode scalar(ScalarNode node, JsonPointer at) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (!tag.startsWith(Tag.PREFIX)) {
            findings.add(placeOf(node), at, "kmig.yaml has no tags", "put text that begins with '!' in quotes");
            return NODES.textNode(text);
        }
        if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        }
        if (tag.equals(Tag.BOOL) && text.toLowerCase(Locale.ROOT).matches("true|false")) {
            return NODES.booleanNode(Boolean.parseBoolean(text));
        }
        if (tag.equals(Tag.INT) && INTEGER.matcher(text).matches()) {
            BigInteger number = new BigInteger(text);
            return number.bitLength() < Long.SIZE ? NODES.numberNode(number.longValue()) : NODES.numberNode(number);
        }
        if (tag.equals(Tag.FLOAT) && DECIMAL.matcher(text).matches()) {
            return NODES.numberNode(new BigDecimal(text));
        }
        return NODES.textNode(text);
    }

    private Place placeOf(Node node) {
        return marked.apply(node.getStartMark());
    }
}
