package org.taskvectors.tokenizer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.tokenizer.Tokenizer.SpecialToken;

/// The settings that a file of weights has beside its vocabulary.
final class VocabularySettings {
    /// Tokens that end an answer wherever a vocabulary has them as tokens of their own: files name
    /// only one of them, and models put out others as well. llama.cpp stops at the same.
    private static final Set<String> ENDS =
            Set.of(
                    "<|eot_id|>",
                    "<|eom_id|>",
                    "<|im_end|>",
                    "<|end|>",
                    "<end_of_turn>",
                    "<|endoftext|>");

    private VocabularySettings() {}

    static Settings of(Vocabulary vocabulary) {
        Map<SpecialToken, String> texts = new EnumMap<>(SpecialToken.class);
        put(texts, SpecialToken.BOS, vocabulary, "bos");
        put(texts, SpecialToken.EOS, vocabulary, "eos");
        put(texts, SpecialToken.UNKNOWN, vocabulary, "unknown");
        put(texts, SpecialToken.PAD, vocabulary, "padding");
        List<String> notes = new ArrayList<>(vocabulary.notes());
        if (vocabulary.flags().getOrDefault("add_eos_token", false)) {
            notes.add(Settings.END_LEFT_OUT);
        }
        boolean byteLevel = vocabulary.kind().equals("gpt2");
        if (byteLevel && vocabulary.cutting().orElse("default").equals("default")) {
            notes.add(
                    "its file does not say how text is cut; it is cut as llama.cpp does by"
                            + " default, which may not be what the model has learned");
        }
        return new Settings(
                texts,
                ends(vocabulary),
                Optional.of(VocabularyJson.addsBegin(vocabulary)),
                vocabulary.chatTemplate(),
                notes);
    }

    private static void put(
            Map<SpecialToken, String> texts,
            SpecialToken token,
            Vocabulary vocabulary,
            String role) {
        @Nullable Integer id = vocabulary.ids().get(role);
        if (id != null) {
            texts.put(token, vocabulary.tokens().get(id));
        }
    }

    private static List<Long> ends(Vocabulary vocabulary) {
        Set<Long> ends = new LinkedHashSet<>();
        for (String role : List.of("eos", "eot", "eom")) {
            @Nullable Integer id = vocabulary.ids().get(role);
            if (id != null) {
                ends.add((long) id);
            }
        }
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            int type = vocabulary.type(id);
            boolean isOwn = type == Vocabulary.CONTROL || type == Vocabulary.USER_DEFINED;
            if (isOwn && ENDS.contains(vocabulary.tokens().get(id))) {
                ends.add((long) id);
            }
        }
        return List.copyOf(ends);
    }
}
