package org.taskvectors.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The files of a tokenizer that is described by a tokenizer.json, as text in which only the added
/// tokens become others: everything else stays as it stands there.
public final class TokenizerEdit {
    /// The file that describes the tokenizer.
    public static final String JSON = "tokenizer.json";

    /// The file of settings beside it.
    public static final String SETTINGS = "tokenizer_config.json";

    private static final String ADDED_FILE = "added_tokens.json";
    private static final String ADDED = "added_tokens";
    private static final String DECODER = "added_tokens_decoder";
    private static final String ID = "id";
    private static final String CONTENT = "content";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;
    private final String text;
    private final TokenizerJson parsed;
    private final Map<String, JsonNode> added = new HashMap<>();
    private final List<JsonNode> entries = new ArrayList<>();

    private TokenizerEdit(Path folder, String text, TokenizerJson parsed, JsonNode entries) {
        this.folder = folder;
        this.text = text;
        this.parsed = parsed;
        for (JsonNode entry : entries) {
            this.entries.add(entry);
            added.putIfAbsent(entry.path(CONTENT).asText(), entry);
        }
    }

    /// Reads the tokenizer of a folder.
    ///
    /// @return empty where the folder has no tokenizer.json
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be read
    public static Optional<TokenizerEdit> of(Path folder) throws IOException {
        Path file = folder.resolve(JSON);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String text = TokenizerFile.text(file, TokenizerFile.LARGEST);
        return Optional.of(
                new TokenizerEdit(
                        folder,
                        text,
                        TokenizerJson.parse(text, file),
                        BoundedJson.parse(
                                new StringReader(text),
                                file,
                                parser -> {
                                    JsonNode found = JsonNodeFactory.instance.arrayNode();
                                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                                        String key = parser.currentName();
                                        parser.nextToken();
                                        if (key.equals(ADDED)) {
                                            found = BoundedJson.tree(parser, file);
                                        } else {
                                            parser.skipChildren();
                                        }
                                    }
                                    return found;
                                })));
    }

    /// Returns what kind of vocabulary it has: `BPE`, `Unigram`, `WordLevel`.
    public String kind() {
        return parsed.model().path("type").asText("BPE");
    }

    /// Whether a text is a token that was added to the vocabulary, and is found before a text is
    /// cut.
    public boolean isAdded(String token) {
        return added.containsKey(token);
    }

    /// Whether a text is a token of the vocabulary itself.
    public boolean isOwn(String token) {
        return parsed.vocabulary().containsKey(token);
    }

    /// Returns the ids of tokens of the vocabulary itself that have no row.
    ///
    /// @param rows how many rows there are
    public long ownFrom(int rows) {
        return parsed.vocabulary().values().stream().filter(id -> id >= rows).count();
    }

    /// A token that is added.
    ///
    /// @param id its row
    /// @param text as it is spelled
    /// @param like the tokenizer that has it as an added one, whose settings for it are taken;
    ///   empty for plain ones
    public record More(int id, String text, Optional<TokenizerEdit> like) {
        private ObjectNode entry() {
            Optional<JsonNode> known = like.map(other -> other.added.get(text));
            ObjectNode entry = JsonNodeFactory.instance.objectNode();
            entry.put(ID, id);
            entry.put(CONTENT, text);
            for (String flag : List.of("single_word", "lstrip", "rstrip")) {
                entry.put(flag, known.map(of -> of.path(flag).asBoolean(false)).orElse(false));
            }
            boolean isSpecial = known.map(of -> of.path("special").asBoolean(false)).orElse(false);
            entry.put(
                    "normalized",
                    known.map(of -> of.path("normalized").asBoolean(!isSpecial)).orElse(true));
            entry.put("special", isSpecial);
            return entry;
        }
    }

    /// Returns the files that become others where tokens are added, by name.
    ///
    /// @param more the tokens; one that the tokenizer already has, without a row, gets one
    /// @param rows rows of the tokenizer's own model: added tokens from there on are left out
    /// @throws IOException (a [org.taskvectors.file.Failure]) where a file cannot be read
    public Map<String, String> files(List<More> more, int rows) throws IOException {
        Set<String> again = new HashSet<>();
        more.forEach(one -> again.add(one.text()));
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (entry.path(ID).asLong() < rows && !again.contains(entry.path(CONTENT).asText())) {
                all.add(entry);
            }
        }
        more.forEach(one -> all.add(one.entry()));
        Map<String, String> files = new LinkedHashMap<>();
        files.put(JSON, spliced(all));
        Optional<ObjectNode> settings = TokenizerFile.settings(folder.resolve(SETTINGS));
        if (settings.isPresent() && settings.get().path(DECODER) instanceof ObjectNode decoder) {
            settings.get().set(DECODER, decoder(decoder, all));
            files.put(SETTINGS, pretty(settings.get()));
        }
        Path ids = folder.resolve(ADDED_FILE);
        // What reads the vocabulary of SentencePiece itself looks for the others there.
        if (Files.isRegularFile(ids) || Files.isRegularFile(folder.resolve(OtherFiles.PIECES))) {
            ObjectNode known =
                    TokenizerFile.settings(ids).orElseGet(JsonNodeFactory.instance::objectNode);
            Set<String> left = new HashSet<>();
            all.forEach(entry -> left.add(entry.path(CONTENT).asText()));
            known.properties().removeIf(one -> !left.contains(one.getKey()));
            more.forEach(one -> known.put(one.text(), one.id()));
            files.put(ADDED_FILE, pretty(known));
        }
        return files;
    }

    /// The entries that were there, and those that came.
    private static ObjectNode decoder(ObjectNode before, List<JsonNode> all) {
        ObjectNode decoder = JsonNodeFactory.instance.objectNode();
        for (JsonNode entry : all) {
            String id = entry.path(ID).asText();
            if (before.has(id) && before.path(id).path(CONTENT).equals(entry.path(CONTENT))) {
                decoder.set(id, before.get(id));
            } else {
                ObjectNode one = entry.deepCopy();
                one.remove(ID);
                decoder.set(id, one);
            }
        }
        return decoder;
    }

    /// tokenizer.json with other added tokens: its own text before and behind them.
    private String spliced(List<JsonNode> all) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        all.forEach(array::add);
        String now = pretty(array);
        long[] place = {-1, -1, -1};
        Path file = folder.resolve(JSON);
        BoundedJson.parse(
                new StringReader(text),
                file,
                parser -> {
                    place[2] = parser.currentTokenLocation().getCharOffset() + 1;
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        boolean isAdded = parser.currentName().equals(ADDED);
                        parser.nextToken();
                        if (isAdded) {
                            place[0] = parser.currentTokenLocation().getCharOffset();
                            if (parser.currentToken() != JsonToken.START_ARRAY) {
                                throw BoundedJson.malformed(file, "its added tokens are no list");
                            }
                        }
                        parser.skipChildren();
                        if (isAdded) {
                            place[1] = parser.currentLocation().getCharOffset();
                        }
                    }
                    return place;
                });
        if (place[0] < 0) {
            int at = (int) place[2];
            return text.substring(0, at) + "\n\"" + ADDED + "\": " + now + "," + text.substring(at);
        }
        return text.substring(0, (int) place[0]) + now + text.substring((int) place[1]);
    }

    private static String pretty(JsonNode node) throws JsonProcessingException {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    }
}
