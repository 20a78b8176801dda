package org.taskvectors.checkpoint.gguf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads the vocabulary out of a GGUF file's metadata, as
/// <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md> describes it.
final class GgufVocabulary {
    private static final String PREFIX = "tokenizer.ggml.";
    private static final String TEMPLATE = "tokenizer.chat_template";

    private GgufVocabulary() {}

    /// @return empty where the file names no tokenizer, or has no tokens
    static Optional<Vocabulary> read(GgufFile file) throws Failure {
        GgufMetadata data = file.typedMetadata();
        Optional<GgufTokenizer> tokenizer = data.tokenizer();
        if (tokenizer.isEmpty() || tokenizer.get().vocabularySize() == 0) {
            return Optional.empty();
        }
        List<String> tokens = texts(file, GgufTokenizer.TOKENS);
        double[] scores = numbers(file, GgufTokenizer.SCORES, tokens.size());
        double[] types = numbers(file, GgufTokenizer.TYPES, tokens.size());
        int[] whole = new int[types.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) types[i];
        }
        List<String> notes = new ArrayList<>();
        if (data.value(TEMPLATE).isPresent() && data.text(TEMPLATE).isEmpty()) {
            notes.add("its chat template is left aside: it is no text, or longer than 1 MiB");
        }
        return Optional.of(
                new Vocabulary(
                        tokenizer.get().model(),
                        tokenizer.get().pre(),
                        tokens,
                        scores,
                        whole,
                        data.value(GgufTokenizer.MERGES).isPresent()
                                ? texts(file, GgufTokenizer.MERGES)
                                : List.of(),
                        ids(data, tokens.size(), notes),
                        flags(data),
                        data.text(TEMPLATE),
                        notes));
    }

    private static List<String> texts(GgufFile file, String key) throws Failure {
        requireArray(file, key, true);
        return file.texts(key);
    }

    private static double[] numbers(GgufFile file, String key, int tokens) throws Failure {
        if (file.typedMetadata().value(key).isEmpty()) {
            return new double[0];
        }
        requireArray(file, key, false);
        double[] numbers = file.numbers(key);
        if (numbers.length != tokens) {
            throw damaged(
                    file,
                    key,
                    String.format(
                            Locale.ROOT,
                            "there are %,d of them for %,d tokens",
                            numbers.length,
                            tokens));
        }
        return numbers;
    }

    private static void requireArray(GgufFile file, String key, boolean ofTexts) throws Failure {
        boolean fits =
                file.typedMetadata().values().get(key) instanceof GgufValue.Array array
                        && (ofTexts
                                ? array.of() == GgufValueType.STRING
                                : array.of().isFixed() && array.of() != GgufValueType.BOOL);
        if (!fits) {
            throw damaged(file, key, "it is no list of " + (ofTexts ? "texts" : "numbers"));
        }
    }

    private static Failure damaged(GgufFile file, String key, String what) {
        return Failure.of(GgufProblem.VOCABULARY, file.path(), what, HeaderCursor.DAMAGED)
                .at("metadata " + Shown.of(key));
    }

    private static Map<String, Integer> ids(GgufMetadata data, int tokens, List<String> notes) {
        Map<String, Integer> ids = new HashMap<>();
        for (String role : List.of("bos", "eos", "eot", "eom", "unknown", "padding")) {
            OptionalLong id = data.count(PREFIX + role + "_token_id");
            if (id.isPresent() && id.getAsLong() < tokens) {
                ids.put(role, (int) id.getAsLong());
            } else if (id.isPresent()) {
                notes.add("its " + role + " token is left aside: no token has that id");
            }
        }
        return ids;
    }

    private static Map<String, Boolean> flags(GgufMetadata data) {
        Map<String, Boolean> flags = new HashMap<>();
        for (String name : List.of("add_bos_token", "add_eos_token", "add_space_prefix")) {
            data.flag(PREFIX + name).ifPresent(flag -> flags.put(name, flag));
        }
        return flags;
    }
}
