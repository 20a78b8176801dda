package org.taskvectors.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Holds a tokenizer.json to what the native library is known to run without a panic, which would
/// end the process: its parts are of known kinds, and what they refer to is there.
final class KnownParts {
    private static final String TYPE = "type";

    /// How many times longer its rules may make a text, one after the other.
    private static final double MOST_GROWTH = 4096;

    private final Path file;
    private double growth = 1;

    private KnownParts(Path file) {
        this.file = file;
    }

    /// @throws Failure with a [TokenizerProblem] that says what is not known
    static void require(TokenizerJson tokenizer, Path file) throws Failure {
        KnownParts known = new KnownParts(file);
        known.model(tokenizer);
        known.added(tokenizer);
        known.normalizer(tokenizer.parts().path("normalizer"));
        known.preTokenizer(tokenizer.parts().path("pre_tokenizer"));
        known.postProcessor(tokenizer.parts().path("post_processor"));
        known.growth = 1;
        known.decoder(tokenizer.parts().path("decoder"));
    }

    private void model(TokenizerJson tokenizer) throws Failure {
        JsonNode model = tokenizer.model();
        String type = model.path(TYPE).asText();
        // Older files leave the kind out where it is BPE.
        if (model.path(TYPE).isMissingNode() && model.has("merges")) {
            type = "BPE";
        }
        if (!type.equals("BPE") && !type.equals("Unigram") && !type.equals("WordLevel")) {
            throw unknown("its model is " + Shown.of(type) + ", which no model that runs here has");
        }
        if (model.path("dropout").asDouble(0) != 0) {
            throw unknown("it cuts words by chance (dropout)");
        }
        if (!isEmptyText(model.path("continuing_subword_prefix"))
                || !isEmptyText(model.path("end_of_word_suffix"))) {
            throw unknown("it marks the parts of words by prefixes or suffixes");
        }
        if (tokenizer.vocabularySize() == 0) {
            throw BoundedJson.malformed(file, "it has no vocabulary");
        }
        JsonNode unknown = model.path("unk_token");
        if (unknown.isTextual() && !tokenizer.has(unknown.asText())) {
            throw BoundedJson.malformed(
                    file,
                    "its token for what is not known, "
                            + Shown.of(unknown.asText())
                            + ", is not in its vocabulary");
        }
    }

    private static boolean isEmptyText(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.asText().isEmpty();
    }

    /// The library numbers added tokens that are not in the vocabulary itself, one after the other:
    /// other ids in the file would be taken for others without a word.
    private void added(TokenizerJson tokenizer) throws Failure {
        long last = -1;
        Map<String, Integer> seen = new HashMap<>();
        for (AddedToken token : tokenizer.added()) {
            if (token.content().isEmpty() || seen.containsKey(token.content())) {
                continue;
            }
            @Nullable Integer own = tokenizer.vocabulary().get(token.content());
            long expected =
                    own != null
                            ? own
                            : last >= tokenizer.vocabularySize()
                                    ? last + 1
                                    : tokenizer.vocabularySize();
            if (expected != token.id()) {
                throw BoundedJson.malformed(
                        file,
                        "its added token "
                                + Shown.of(token.content())
                                + " has the id "
                                + token.id()
                                + "; by its place it would be "
                                + expected);
            }
            seen.put(token.content(), token.id());
            last = Math.max(last, token.id());
        }
    }

    private void normalizer(JsonNode part) throws Failure {
        if (isAbsent(part)) {
            return;
        }
        switch (part.path(TYPE).asText()) {
            case "Sequence" -> {
                for (JsonNode one : part.path("normalizers")) {
                    normalizer(one);
                }
            }
            case "Replace" -> replace(part);
            case "Prepend" -> grow(1 + part.path("prepend").asText().length());
            case "ByteLevel" -> grow(2);
            case "Precompiled" ->
                    grow(CharacterMap.longest(part.path("precompiled_charsmap"), file));
            case "NFC",
                    "NFD",
                    "NFKC",
                    "NFKD",
                    "Strip",
                    "StripAccents",
                    "Lowercase",
                    "Nmt",
                    "BertNormalizer" -> {
                // Nothing in them can go wrong.
            }
            default -> throw unknown("normalizer", part);
        }
    }

    private void preTokenizer(JsonNode part) throws Failure {
        if (isAbsent(part)) {
            return;
        }
        switch (part.path(TYPE).asText()) {
            case "Sequence" -> {
                for (JsonNode one : part.path("pretokenizers")) {
                    preTokenizer(one);
                }
            }
            case "Split" -> pattern(part.path("pattern"));
            case "ByteLevel" -> grow(2);
            case "Metaspace",
                    "Digits",
                    "Whitespace",
                    "WhitespaceSplit",
                    "Punctuation",
                    "BertPreTokenizer",
                    "CharDelimiterSplit",
                    "UnicodeScripts" -> {
                // Nothing in them can go wrong.
            }
            default -> throw unknown("pre-tokenizer", part);
        }
    }

    private void postProcessor(JsonNode part) throws Failure {
        if (isAbsent(part)) {
            return;
        }
        switch (part.path(TYPE).asText()) {
            case "Sequence" -> {
                for (JsonNode one : part.path("processors")) {
                    postProcessor(one);
                }
            }
            case "TemplateProcessing" -> {
                template(part, "single");
                template(part, "pair");
            }
            case "ByteLevel", "BertProcessing", "RobertaProcessing" -> {
                // Nothing in them can go wrong.
            }
            default -> throw unknown("post-processor", part);
        }
    }

    private void template(JsonNode processor, String name) throws Failure {
        JsonNode special = processor.path("special_tokens");
        for (JsonNode piece : processor.path(name)) {
            JsonNode token = piece.isTextual() ? piece : piece.path("SpecialToken").path("id");
            if (piece.isTextual()) {
                throw unknown("its post-processor is written in a way that is not known here");
            }
            if (!token.isMissingNode() && !special.has(token.asText())) {
                throw BoundedJson.malformed(
                        file,
                        "its post-processor names a token that it does not give, "
                                + Shown.of(token.asText()));
            }
            boolean isSecond = piece.path("Sequence").path("id").asText().equals("B");
            if (isSecond && name.equals("single")) {
                throw BoundedJson.malformed(
                        file, "its post-processor asks for a second text where there is one");
            }
        }
    }

    private void decoder(JsonNode part) throws Failure {
        if (isAbsent(part)) {
            return;
        }
        switch (part.path(TYPE).asText()) {
            case "Sequence" -> {
                for (JsonNode one : part.path("decoders")) {
                    decoder(one);
                }
            }
            case "Replace" -> replace(part);
            case "Strip" -> {
                if (part.path("stop").asLong(-1) != 0) {
                    throw unknown("its decoder cuts the ends of texts");
                }
            }
            case "ByteLevel", "ByteFallback", "Fuse", "Metaspace" -> {
                // Nothing in them can go wrong.
            }
            default -> throw unknown("decoder", part);
        }
    }

    /// A few rules that each write a thousand letters for one would fill any memory.
    private void replace(JsonNode part) throws Failure {
        pattern(part.path("pattern"));
        int content = part.path("content").asText().length();
        int found = part.path("pattern").path("String").asText().length();
        // A regular expression may find what is empty, between any two letters.
        grow(found > 0 ? Math.max(1.0, (double) content / found) : content > 0 ? 1 + content : 1);
    }

    private void grow(double times) throws Failure {
        growth *= times;
        if (growth > MOST_GROWTH) {
            throw Failure.of(
                    TokenizerProblem.MALFORMED,
                    file,
                    "its rules make a text thousands of times longer, which no tokenizer does",
                    "Get the tokenizer from the model's authors");
        }
    }

    private void pattern(JsonNode pattern) throws Failure {
        JsonNode text = pattern.path("String");
        if (text.isTextual() && !text.asText().isEmpty()) {
            return;
        }
        JsonNode regex = pattern.path("Regex");
        if (!regex.isTextual() || !SafePattern.isSafe(regex.asText())) {
            throw Failure.of(
                    TokenizerProblem.UNSAFE_PATTERN,
                    file,
                    "it cuts or changes text by a pattern that is not known to end in time: "
                            + Shown.of(regex.asText()),
                    "Get the tokenizer from the model's authors");
        }
    }

    private static boolean isAbsent(JsonNode part) {
        return part.isMissingNode() || part.isNull();
    }

    private Failure unknown(String kind, JsonNode part) {
        return unknown(
                "its "
                        + kind
                        + " is of the kind "
                        + Shown.of(part.path(TYPE).asText())
                        + ", which is not known here");
    }

    private Failure unknown(String what) {
        return Failure.of(
                TokenizerProblem.UNKNOWN_KIND,
                file,
                what,
                "Tokenizers of language models with BPE or Unigram vocabularies are read");
    }
}
