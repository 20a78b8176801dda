package org.taskvectors.saving;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What a model's folder holds otherwise than the folder that its weights came from.
///
/// @param texts files that are written, by name: they take the place of those of the source
/// @param layers the number of layers, where it is not the source's: config.json says it then
/// @param copies files that are copied from elsewhere, by name
/// @param tokens what config.json has to say of the tokens; empty where they are the source's
public record Beside(
        Map<String, String> texts,
        OptionalInt layers,
        Map<String, Path> copies,
        Optional<Tokens> tokens) {
    /// Nothing.
    public static final Beside NONE = new Beside(Map.of(), OptionalInt.empty());

    public Beside {
        texts = Map.copyOf(new LinkedHashMap<>(texts));
        copies = Map.copyOf(copies);
    }

    /// With the source's tokens.
    public Beside(Map<String, String> texts, OptionalInt layers) {
        this(texts, layers, Map.of(), Optional.empty());
    }

    /// Returns the same with more texts.
    public Beside withTexts(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(texts);
        all.putAll(more);
        return new Beside(all, layers, copies, tokens);
    }

    /// Other tokens than the source's.
    ///
    /// @param rows how many rows embedding and head have
    /// @param ids the ids of tokens with roles, by the keys of config.json (`eos_token_id`)
    public record Tokens(long rows, Map<String, JsonNode> ids) {
        public Tokens {
            ids = Map.copyOf(ids);
        }
    }
}
