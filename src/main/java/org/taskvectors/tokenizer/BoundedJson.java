package org.taskvectors.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.taskvectors.file.Failure;

/// Reads JSON out of a downloaded folder: as deep, and with as many values, as is allowed; a key
/// that stands twice is an error, because two readers of it could take different ones.
final class BoundedJson {
    /// No tokenizer's settings are nested deeper.
    private static final int DEEPEST = 64;

    /// Values of one part of a file that is held as a whole.
    private static final int MOST_VALUES = 1 << 20;

    private static final Pattern SOURCE =
            Pattern.compile(" \\(start marker at [^)]{0,200}\\)[^)]{0,200}\\)");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final Path file;
    private int left = MOST_VALUES;

    private BoundedJson(JsonParser parser, Path file) {
        this.parser = parser;
        this.file = file;
    }

    /// What is done with a parser that stands on the first token.
    interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    /// Reads a whole text, which must be one object.
    static ObjectNode object(Reader text, Path file) throws Failure {
        if (parse(text, file, parser -> tree(parser, file)) instanceof ObjectNode object) {
            return object;
        }
        throw malformed(file, "it is not an object");
    }

    /// Parses a whole text by `reading`, and holds it to be nothing more than that.
    static <T> T parse(Reader text, Path file, Reading<T> reading) throws Failure {
        JsonFactory factory =
                JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .streamReadConstraints(
                                StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                        .build();
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                throw malformed(file, "it is empty");
            }
            T result = reading.read(parser);
            if (parser.nextToken() != null) {
                throw malformed(file, "more text follows behind its end");
            }
            return result;
        } catch (JsonProcessingException e) {
            throw malformed(file, "it is no readable JSON: " + words(e)).causedBy(e);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw malformed(file, "it cannot be read: " + e.getMessage()).causedBy(e);
        }
    }

    /// The library's words without where it read them, which its own bounds make unreadable.
    private static String words(JsonProcessingException e) {
        return SOURCE.matcher(e.getOriginalMessage()).replaceAll("");
    }

    /// Returns the value that `parser` stands on.
    static JsonNode tree(JsonParser parser, Path file) throws IOException {
        return new BoundedJson(parser, file).value();
    }

    static Failure malformed(Path file, String what) {
        return Failure.of(
                TokenizerProblem.MALFORMED,
                file,
                what,
                "The file is damaged; download or save it again");
    }

    private JsonNode value() throws IOException {
        left--;
        if (left < 0) {
            throw malformed(file, "it holds more values than any tokenizer does");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    object.set(key, value());
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value());
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> {
                if (parser.getText().length() > 18) {
                    yield NODES.numberNode(parser.getDoubleValue());
                }
                yield NODES.numberNode(parser.getLongValue());
            }
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case null -> throw malformed(file, "it ends in the middle");
            default -> NODES.nullNode();
        };
    }
}
