package org.taskvectors.checkpoint.gguf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The metadata of a GGUF file: keys and typed values in the order of the file.
///
/// @param values the values by their keys
public record GgufMetadata(Map<String, GgufValue> values) {
    /// How many numbers of an array are kept.
    static final int KEPT = 1024;

    /// How many numbers of an array are shown one by one.
    static final int SHOWN = 64;

    static final String ARCHITECTURE = "general.architecture";

    public GgufMetadata {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public Optional<GgufValue> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /// Returns the text of `key`; empty if it is absent, of another type, or too long to be kept.
    public Optional<String> text(String key) {
        return values.get(key) instanceof GgufValue.Text(String text)
                ? Optional.of(text)
                : Optional.empty();
    }

    /// Returns the number of `key`; empty if it is absent, no whole number, or negative.
    public OptionalLong count(String key) {
        return values.get(key) instanceof GgufValue.Whole whole && whole.value() >= 0
                ? OptionalLong.of(whole.value())
                : OptionalLong.empty();
    }

    /// Returns the number of `key` for a layer; the value is one number for all layers, or an array
    /// with one for each.
    public OptionalLong count(String key, int layer) {
        if (values.get(key) instanceof GgufValue.Array array) {
            return layer < array.first().size()
                            && array.first().get(layer) instanceof GgufValue.Whole whole
                            && whole.value() >= 0
                    ? OptionalLong.of(whole.value())
                    : OptionalLong.empty();
        }
        return count(key);
    }

    public Optional<Boolean> flag(String key) {
        return values.get(key) instanceof GgufValue.Flag(boolean value)
                ? Optional.of(value)
                : Optional.empty();
    }

    /// Returns the architecture in llama.cpp's words, `llama` for example; empty if the file names
    /// none.
    public String architecture() {
        return text(ARCHITECTURE).orElse("");
    }

    /// Returns the tokenizer's entries; empty if the file has none.
    public Optional<GgufTokenizer> tokenizer() {
        return GgufTokenizer.of(this);
    }

    /// Returns the metadata as texts; arrays and long texts by their size.
    public Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        values.forEach((key, value) -> shown.put(key, value.shown()));
        return Collections.unmodifiableMap(shown);
    }
}
