package org.taskvectors.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.file.Shown;
import org.taskvectors.tokenizer.Tokenizer.SpecialToken;

/// Reads what a folder says of its tokenizer beside the vocabulary: tokenizer_config.json,
/// special_tokens_map.json, generation_config.json, config.json and the files of chat templates.
final class FolderSettings {
    private static final String TEMPLATE = "chat_template";

    private final Path folder;
    private final List<String> notes = new ArrayList<>();

    private FolderSettings(Path folder) {
        this.folder = folder;
    }

    /// @throws IOException (a [org.taskvectors.file.Failure]) where one of the files cannot be read
    static Settings read(Path folder) throws IOException {
        return new FolderSettings(folder).read();
    }

    private Settings read() throws IOException {
        ObjectNode config = file("tokenizer_config.json");
        ObjectNode map = file("special_tokens_map.json");
        Map<SpecialToken, String> texts = new EnumMap<>(SpecialToken.class);
        put(texts, SpecialToken.BOS, "bos_token", config, map);
        put(texts, SpecialToken.EOS, "eos_token", config, map);
        put(texts, SpecialToken.UNKNOWN, "unk_token", config, map);
        put(texts, SpecialToken.PAD, "pad_token", config, map);
        JsonNode addBegin = config.path("add_bos_token");
        return new Settings(
                texts,
                ends(),
                addBegin.isBoolean() ? Optional.of(addBegin.asBoolean()) : Optional.empty(),
                template(config),
                notes);
    }

    private ObjectNode file(String name) throws IOException {
        return TokenizerFile.settings(folder.resolve(name))
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static void put(
            Map<SpecialToken, String> texts,
            SpecialToken token,
            String key,
            ObjectNode config,
            ObjectNode map) {
        text(config.path(key)).or(() -> text(map.path(key))).ifPresent(it -> texts.put(token, it));
    }

    /// The text of a token, which is written as itself or as an object with a `content`.
    private static Optional<String> text(JsonNode token) {
        JsonNode text = token.isObject() ? token.path("content") : token;
        return text.isTextual() && !text.asText().isEmpty()
                ? Optional.of(text.asText())
                : Optional.empty();
    }

    /// The numbers of `eos_token_id`, one or a list, of the generation's configuration and of the
    /// model's.
    private List<Long> ends() throws IOException {
        Set<Long> ends = new LinkedHashSet<>();
        for (String name : List.of("generation_config.json", "config.json")) {
            ObjectNode config = file(name);
            JsonNode whole = config.path("eos_token_id");
            JsonNode found =
                    whole.isMissingNode() || whole.isNull()
                            ? config.path("text_config").path("eos_token_id")
                            : whole;
            if (found.isIntegralNumber()) {
                ends.add(found.asLong());
            }
            for (JsonNode one : found) {
                if (one.isIntegralNumber()) {
                    ends.add(one.asLong());
                }
            }
        }
        return List.copyOf(ends);
    }

    /// A file of its own comes before the configuration's, as in transformers.
    private Optional<String> template(ObjectNode config) throws IOException {
        Path jinja = folder.resolve("chat_template.jinja");
        if (Files.exists(jinja)) {
            return Optional.of(TokenizerFile.text(jinja, TokenizerFile.LARGEST_SETTINGS));
        }
        return template(file("chat_template.json").path(TEMPLATE))
                .or(() -> template(config.path(TEMPLATE)));
    }

    private Optional<String> template(JsonNode template) {
        if (template.isTextual()) {
            return Optional.of(template.asText());
        }
        List<String> others = new ArrayList<>();
        Optional<String> found = Optional.empty();
        for (JsonNode named : template) {
            String name = named.path("name").asText();
            JsonNode text = named.path("template");
            if (name.equals("default") && text.isTextual()) {
                found = Optional.of(text.asText());
            } else {
                others.add(Shown.of(name));
            }
        }
        if (found.isEmpty() && template.path(0).path("template").isTextual()) {
            notes.add(
                    "none of its chat templates is the default; the first ("
                            + others.getFirst()
                            + ") is taken");
            return Optional.of(template.path(0).path("template").asText());
        }
        if (!others.isEmpty()) {
            notes.add("further chat templates are left aside: " + String.join(", ", others));
        }
        return found;
    }
}
