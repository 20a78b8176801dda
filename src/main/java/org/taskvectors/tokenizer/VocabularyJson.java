package org.taskvectors.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Writes the tokenizer.json that a vocabulary stands for: SentencePiece's BPE with the merges that
/// follow from its scores, or byte-level BPE with its own.
final class VocabularyJson {
    private static final String SPACE = "\u2581";
    private static final String TYPE = "type";
    private static final String REPLACE = "Replace";
    private static final String SEQUENCE = "Sequence";

    private final Vocabulary vocabulary;
    private final Path file;
    private final StringWriter text = new StringWriter();
    private final JsonGenerator json;

    private VocabularyJson(Vocabulary vocabulary, Path file) throws IOException {
        this.vocabulary = vocabulary;
        this.file = file;
        this.json = new JsonFactory().createGenerator(text);
    }

    /// Writes a vocabulary of SentencePiece, whose kind is `llama` for BPE and `t5` for Unigram.
    ///
    /// @param file where the vocabulary comes from, for messages
    /// @throws Failure where it cannot be written
    static String of(Vocabulary vocabulary, Normalizing normalizing, Path file) throws Failure {
        return written(vocabulary, file, writing -> writing.pieces(normalizing));
    }

    /// @param file where the vocabulary comes from, for messages
    /// @throws Failure [TokenizerProblem#UNKNOWN_KIND] where its kind, or its way of cutting text,
    ///   is not known here
    static String of(Vocabulary vocabulary, Path file) throws Failure {
        boolean spaced = vocabulary.flags().getOrDefault("add_space_prefix", true);
        return switch (vocabulary.kind()) {
            case "llama" -> of(vocabulary, new Normalizing(new byte[0], false, spaced), file);
            case "gpt2" -> written(vocabulary, file, VocabularyJson::byteLevel);
            default ->
                    throw unknown(
                            file,
                            "its vocabulary is of the kind "
                                    + Shown.of(vocabulary.kind())
                                    + ", which is not known here");
        };
    }

    private interface Part {
        void write(VocabularyJson writing) throws IOException;
    }

    private static String written(Vocabulary vocabulary, Path file, Part whole) throws Failure {
        try {
            VocabularyJson writing = new VocabularyJson(vocabulary, file);
            whole.write(writing);
            writing.json.close();
            return writing.text.toString();
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw BoundedJson.malformed(file, "its vocabulary cannot be written down: " + e)
                    .causedBy(e);
        }
    }

    private static Failure unknown(Path file, String what) {
        return Failure.of(
                TokenizerProblem.UNKNOWN_KIND,
                file,
                what,
                "Put the model's tokenizer.json and tokenizer_config.json beside it");
    }

    /// Whether BOS is put before texts.
    static boolean addsBegin(Vocabulary vocabulary) {
        boolean otherwise =
                vocabulary.kind().equals("llama")
                        || vocabulary
                                .cutting()
                                .flatMap(Cutting::of)
                                .map(Cutting::addsBegin)
                                .orElse(false);
        return vocabulary.flags().getOrDefault("add_bos_token", otherwise);
    }

    private void pieces(Normalizing normalizing) throws IOException {
        if (vocabulary.scores().length == 0) {
            throw BoundedJson.malformed(file, "its vocabulary has no scores");
        }
        for (double score : vocabulary.scores()) {
            if (Double.isNaN(score)) {
                throw BoundedJson.malformed(file, "a score of its vocabulary is no number");
            }
        }
        begin();
        normalizer(normalizing);
        json.writeNullField("pre_tokenizer");
        decoder(normalizing.addsSpace());
        boolean bytes = false;
        for (int id = 0; id < vocabulary.tokens().size() && !bytes; id++) {
            bytes = vocabulary.type(id) == Vocabulary.BYTE;
        }
        json.writeObjectFieldStart("model");
        Optional<Integer> unknown =
                Optional.ofNullable(vocabulary.ids().get("unknown"))
                        .or(() -> Optional.of(0).filter(this::isUnknown));
        if (vocabulary.kind().equals("t5")) {
            unigram(unknown, bytes);
        } else {
            scoredBpe(unknown, bytes);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void unigram(Optional<Integer> unknown, boolean bytes) throws IOException {
        json.writeStringField(TYPE, "Unigram");
        if (unknown.isPresent()) {
            json.writeNumberField("unk_id", unknown.get());
        }
        json.writeBooleanField("byte_fallback", bytes);
        json.writeArrayFieldStart("vocab");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            json.writeStartArray();
            json.writeString(vocabulary.tokens().get(id));
            json.writeNumber(vocabulary.scores()[id]);
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void scoredBpe(Optional<Integer> unknown, boolean bytes) throws IOException {
        json.writeStringField(TYPE, "BPE");
        if (unknown.isPresent()) {
            json.writeStringField("unk_token", vocabulary.tokens().get(unknown.get()));
        }
        json.writeBooleanField("fuse_unk", true);
        json.writeBooleanField("byte_fallback", bytes);
        json.writeBooleanField("ignore_merges", false);
        tokens();
        json.writeArrayFieldStart("merges");
        for (Merge merge : merges()) {
            merge(merge.left(), merge.right());
        }
        json.writeEndArray();
    }

    private void normalizer(Normalizing normalizing) throws IOException {
        json.writeObjectFieldStart("normalizer");
        json.writeStringField(TYPE, SEQUENCE);
        json.writeArrayFieldStart("normalizers");
        if (normalizing.characterMap().length > 0) {
            json.writeStartObject();
            json.writeStringField(TYPE, "Precompiled");
            json.writeStringField(
                    "precompiled_charsmap",
                    Base64.getEncoder().encodeToString(normalizing.characterMap()));
            json.writeEndObject();
        }
        if (normalizing.removesSpaces()) {
            replace("Regex", "\\A +| +\\z", "");
            replace("Regex", " {2,}", " ");
        }
        if (normalizing.addsSpace()) {
            json.writeStartObject();
            json.writeStringField(TYPE, "Prepend");
            json.writeStringField("prepend", SPACE);
            json.writeEndObject();
        }
        replace("String", " ", SPACE);
        json.writeEndArray();
        json.writeEndObject();
    }

    private boolean isUnknown(int id) {
        return vocabulary.type(id) == Vocabulary.UNKNOWN;
    }

    private void decoder(boolean spaced) throws IOException {
        json.writeObjectFieldStart("decoder");
        json.writeStringField(TYPE, SEQUENCE);
        json.writeArrayFieldStart("decoders");
        replace("String", SPACE, " ");
        kind("ByteFallback");
        kind("Fuse");
        if (spaced) {
            json.writeStartObject();
            json.writeStringField(TYPE, "Strip");
            json.writeStringField("content", " ");
            json.writeNumberField("start", 1);
            json.writeNumberField("stop", 0);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void kind(String type) throws IOException {
        json.writeStartObject();
        json.writeStringField(TYPE, type);
        json.writeEndObject();
    }

    private void replace(String kind, String from, String to) throws IOException {
        json.writeStartObject();
        json.writeStringField(TYPE, REPLACE);
        json.writeObjectFieldStart("pattern");
        json.writeStringField(kind, from);
        json.writeEndObject();
        json.writeStringField("content", to);
        json.writeEndObject();
    }

    /// Two tokens that make a third one.
    private record Merge(String left, String right, double score, int id) {}

    /// Every way in which a normal token is made of two others, the best token first: what
    /// SentencePiece merges, one rank for each pair.
    private List<Merge> merges() {
        Map<String, Integer> normal = new HashMap<>();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.type(id) == Vocabulary.NORMAL) {
                normal.put(vocabulary.tokens().get(id), id);
            }
        }
        List<Merge> merges = new ArrayList<>();
        normal.forEach(
                (token, id) -> {
                    for (int at = 1; at < token.length(); at++) {
                        String left = token.substring(0, at);
                        String right = token.substring(at);
                        if (normal.containsKey(left) && normal.containsKey(right)) {
                            merges.add(new Merge(left, right, vocabulary.scores()[id], id));
                        }
                    }
                });
        merges.sort(
                Comparator.comparingDouble((Merge merge) -> -merge.score())
                        .thenComparingInt(Merge::id)
                        .thenComparingInt(merge -> merge.left().length()));
        return merges;
    }

    private void byteLevel() throws IOException {
        String name = vocabulary.cutting().orElse("default");
        Cutting cutting =
                Cutting.of(name)
                        .orElseThrow(
                                () ->
                                        unknown(
                                                file,
                                                "its vocabulary cuts text in a way that is not"
                                                        + " known here: "
                                                        + Shown.of(name)));
        begin();
        if (cutting.composes()) {
            json.writeFieldName("normalizer");
            kind("NFC");
        }
        json.writeObjectFieldStart("pre_tokenizer");
        json.writeStringField(TYPE, SEQUENCE);
        json.writeArrayFieldStart("pretokenizers");
        for (String pattern : cutting.patterns()) {
            json.writeStartObject();
            json.writeStringField(TYPE, "Split");
            json.writeObjectFieldStart("pattern");
            json.writeStringField("Regex", pattern);
            json.writeEndObject();
            json.writeStringField("behavior", "Isolated");
            json.writeBooleanField("invert", false);
            json.writeEndObject();
        }
        levels();
        json.writeEndArray();
        json.writeEndObject();
        json.writeFieldName("decoder");
        levels();
        json.writeObjectFieldStart("model");
        json.writeStringField(TYPE, "BPE");
        json.writeBooleanField("fuse_unk", false);
        json.writeBooleanField("byte_fallback", false);
        json.writeBooleanField("ignore_merges", cutting.wholeWords());
        tokens();
        json.writeArrayFieldStart("merges");
        for (String merge : vocabulary.merges()) {
            // A token may begin with a space, never be empty.
            int at = merge.indexOf(' ', 1);
            if (at < 0) {
                throw BoundedJson.malformed(
                        file, "one of its merges is not two tokens: " + Shown.of(merge));
            }
            merge(merge.substring(0, at), merge.substring(at + 1));
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void levels() throws IOException {
        json.writeStartObject();
        json.writeStringField(TYPE, "ByteLevel");
        json.writeBooleanField("add_prefix_space", false);
        json.writeBooleanField("trim_offsets", false);
        json.writeBooleanField("use_regex", false);
        json.writeEndObject();
    }

    private void merge(String left, String right) throws IOException {
        json.writeStartArray();
        json.writeString(left);
        json.writeString(right);
        json.writeEndArray();
    }

    private void begin() throws IOException {
        json.writeStartObject();
        json.writeStringField("version", "1.0");
        json.writeArrayFieldStart("added_tokens");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            int type = vocabulary.type(id);
            boolean special = type == Vocabulary.CONTROL || type == Vocabulary.UNKNOWN;
            if (special || type == Vocabulary.USER_DEFINED) {
                json.writeStartObject();
                json.writeNumberField("id", id);
                json.writeStringField("content", vocabulary.tokens().get(id));
                json.writeBooleanField("single_word", false);
                json.writeBooleanField("lstrip", false);
                json.writeBooleanField("rstrip", false);
                json.writeBooleanField("normalized", false);
                json.writeBooleanField("special", special);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private void tokens() throws IOException {
        json.writeObjectFieldStart("vocab");
        Set<String> seen = new HashSet<>();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (!seen.add(vocabulary.tokens().get(id))) {
                throw BoundedJson.malformed(
                        file,
                        "its vocabulary has the token "
                                + Shown.of(vocabulary.tokens().get(id))
                                + " twice");
            }
            json.writeNumberField(vocabulary.tokens().get(id), id);
        }
        json.writeEndObject();
    }
}
