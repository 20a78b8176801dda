package org.taskvectors.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// What a tokenizer.json holds: the tokens by their ids, and everything else as it stands there.
///
/// @param tokens the texts of the tokens as the vocabulary spells them, by id; null where no token
///   has that id
/// @param added the tokens that are found before anything else
/// @param parts everything but the vocabulary, the merges and the added tokens
@SuppressWarnings("ArrayRecordComponent") // never compared
record TokenizerJson(@Nullable String[] tokens, List<AddedToken> added, ObjectNode parts) {
    /// No model has more tokens.
    static final int MOST_TOKENS = 1 << 22;

    static final String MODEL = "model";

    TokenizerJson {
        added = List.copyOf(added);
    }

    /// Reads the text of a tokenizer.json.
    static TokenizerJson parse(String text, Path file) throws Failure {
        return BoundedJson.parse(
                new StringReader(text), file, parser -> new Parsing(parser, file).whole());
    }

    /// The settings of the model: its type, and all that is small.
    JsonNode model() {
        return parts.path(MODEL);
    }

    private static final class Parsing {
        private final JsonParser parser;
        private final Path file;
        private @Nullable String[] tokens = new String[1 << 12];
        private int size;

        Parsing(JsonParser parser, Path file) {
            this.parser = parser;
            this.file = file;
        }

        TokenizerJson whole() throws IOException {
            require(JsonToken.START_OBJECT, "it is not an object");
            ObjectNode parts = JsonNodeFactory.instance.objectNode();
            JsonNode added = JsonNodeFactory.instance.arrayNode();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case MODEL -> parts.set(MODEL, model());
                    case "added_tokens" -> added = BoundedJson.tree(parser, file);
                    default -> parts.set(key, BoundedJson.tree(parser, file));
                }
            }
            List<AddedToken> extra = added(added);
            return new TokenizerJson(Arrays.copyOf(tokens, size), extra, parts);
        }

        private ObjectNode model() throws IOException {
            require(JsonToken.START_OBJECT, "its model is not an object");
            ObjectNode model = JsonNodeFactory.instance.objectNode();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (key) {
                    case "vocab" -> {
                        if (value == JsonToken.START_ARRAY) {
                            pieces();
                        } else {
                            vocabulary();
                        }
                    }
                    case "merges" -> merges(model);
                    default -> model.set(key, BoundedJson.tree(parser, file));
                }
            }
            return model;
        }

        private void vocabulary() throws IOException {
            require(JsonToken.START_OBJECT, "its vocabulary is neither an object nor a list");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String token = parser.currentName();
                parser.nextToken();
                require(JsonToken.VALUE_NUMBER_INT, "its vocabulary holds an id that is no number");
                put(parser.getLongValue(), token);
            }
        }

        private void pieces() throws IOException {
            for (long id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
                require(JsonToken.START_ARRAY, "its vocabulary holds something that is no piece");
                parser.nextToken();
                require(JsonToken.VALUE_STRING, "a piece of its vocabulary is no text");
                put(id, parser.getText());
                parser.nextToken();
                if (!parser.currentToken().isNumeric()
                        || !Double.isFinite(parser.getDoubleValue())) {
                    throw BoundedJson.malformed(file, "a score of its vocabulary is no number");
                }
                parser.nextToken();
                require(JsonToken.END_ARRAY, "a piece of its vocabulary has more than a score");
            }
        }

        /// Counts the merges, which are only the library's.
        private void merges(ObjectNode model) throws IOException {
            require(JsonToken.START_ARRAY, "its merges are no list");
            long count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    parser.skipChildren();
                } else {
                    require(JsonToken.VALUE_STRING, "one of its merges is no text");
                }
                count++;
            }
            model.put("merges", count);
        }

        private List<AddedToken> added(JsonNode entries) throws Failure {
            List<AddedToken> added = new ArrayList<>();
            for (JsonNode entry : entries) {
                JsonNode id = entry.path("id");
                JsonNode content = entry.path("content");
                if (!id.isIntegralNumber() || !content.isTextual()) {
                    throw BoundedJson.malformed(file, "an added token has no id or no text");
                }
                put(id.asLong(), content.asText());
                added.add(
                        new AddedToken(
                                id.asInt(),
                                content.asText(),
                                entry.path("special").asBoolean(false)));
            }
            return added;
        }

        private void put(long id, String token) throws Failure {
            if (id < 0 || id >= MOST_TOKENS) {
                throw BoundedJson.malformed(
                        file,
                        String.format(
                                Locale.ROOT,
                                "a token has the id %,d; no model has more than %,d tokens",
                                id,
                                MOST_TOKENS));
            }
            int at = (int) id;
            if (at >= tokens.length) {
                tokens = Arrays.copyOf(tokens, Math.max(at + 1, 2 * tokens.length));
            }
            tokens[at] = token;
            size = Math.max(size, at + 1);
        }

        private void require(JsonToken token, String otherwise) throws Failure {
            if (parser.currentToken() != token) {
                throw BoundedJson.malformed(file, otherwise);
            }
        }
    }
}
