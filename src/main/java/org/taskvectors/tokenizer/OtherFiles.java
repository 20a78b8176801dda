package org.taskvectors.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Opens the tokenizers of folders that have no tokenizer.json: SentencePiece's tokenizer.model,
/// and the vocab.json and merges.txt of byte-level BPE.
final class OtherFiles {
    static final String PIECES = "tokenizer.model";
    static final String VOCABULARY = "vocab.json";
    private static final String MERGES = "merges.txt";

    private final Path folder;
    private final ObjectNode config;
    private final Settings settings;

    private OtherFiles(Path folder) throws IOException {
        this.folder = folder;
        this.config =
                TokenizerFile.settings(folder.resolve("tokenizer_config.json"))
                        .orElseGet(JsonNodeFactory.instance::objectNode);
        this.settings = FolderSettings.read(folder);
    }

    /// @return empty where the folder has neither
    static Optional<Tokenizer> open(Path folder) throws IOException {
        if (Files.exists(folder.resolve(PIECES))) {
            return Optional.of(new OtherFiles(folder).pieces());
        }
        if (Files.exists(folder.resolve(VOCABULARY)) && Files.exists(folder.resolve(MERGES))) {
            return Optional.of(new OtherFiles(folder).byteLevel());
        }
        return Optional.empty();
    }

    private Tokenizer pieces() throws IOException {
        Path file = folder.resolve(PIECES);
        SentencePieceFile.Model model = SentencePieceFile.read(file);
        boolean isBpe = model.model() == SentencePieceFile.BPE;
        if (!isBpe && model.model() != SentencePieceFile.UNIGRAM) {
            throw unknown(file, "its pieces are words or characters, which is not known here");
        }
        if (!model.escapesSpaces()) {
            throw unknown(file, "it keeps spaces as they are, which is not known here");
        }
        Tokens tokens = new Tokens(model.pieces(), model.types(), model.scores());
        addMore(tokens, file);
        Vocabulary vocabulary =
                new Vocabulary(
                        isBpe ? "llama" : "t5",
                        Optional.empty(),
                        tokens.texts,
                        tokens.scores.stream().mapToDouble(Double::doubleValue).toArray(),
                        tokens.types.stream().mapToInt(Integer::intValue).toArray(),
                        List.of(),
                        model.ids(),
                        Map.of(),
                        Optional.empty(),
                        List.of());
        Normalizing normalizing =
                new Normalizing(model.characterMap(), model.removesSpaces(), model.addsSpace());
        return LibraryTokenizer.of(
                PIECES,
                VocabularyJson.of(vocabulary, normalizing, file),
                file,
                settings.withDefaults(vocabulary));
    }

    private Tokenizer byteLevel() throws IOException {
        Path file = folder.resolve(VOCABULARY);
        List<String> byId = new ArrayList<>();
        TreeMap<Long, String> sorted = new TreeMap<>();
        TokenizerFile.settings(file)
                .orElseThrow()
                .properties()
                .forEach(entry -> sorted.put(entry.getValue().asLong(-1), entry.getKey()));
        sorted.forEach((_, token) -> byId.add(token));
        boolean isDense = !sorted.isEmpty() && sorted.firstKey() == 0;
        if (!isDense || sorted.lastKey() != byId.size() - 1) {
            throw BoundedJson.malformed(file, "its ids do not run from 0 without a gap");
        }
        Tokens tokens = new Tokens(byId, new int[0], new double[0]);
        settings.texts().values().forEach(tokens::makeSpecial);
        addMore(tokens, file);
        Vocabulary vocabulary =
                new Vocabulary(
                        "gpt2",
                        Optional.of(cutting(file)),
                        tokens.texts,
                        new double[0],
                        tokens.types.stream().mapToInt(Integer::intValue).toArray(),
                        merges(),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        List.of());
        return LibraryTokenizer.of(
                "vocab.json and merges.txt", VocabularyJson.of(vocabulary, file), file, settings);
    }

    /// How text is cut is code of a class that the folder names.
    private String cutting(Path file) throws IOException {
        String named = config.path("tokenizer_class").asText();
        String kind =
                TokenizerFile.settings(folder.resolve("config.json"))
                        .map(model -> model.path("model_type").asText())
                        .orElse("");
        if (named.startsWith("GPT2Tokenizer") || (named.isEmpty() && kind.equals("gpt2"))) {
            return "gpt-2";
        }
        boolean isQwen = kind.equals("qwen2") || kind.equals("qwen3");
        if (named.startsWith("Qwen2Tokenizer") || (named.isEmpty() && isQwen)) {
            return "qwen2";
        }
        throw unknown(
                file,
                "how its text is cut is not known here: its configuration names "
                        + (named.isEmpty() ? "no tokenizer" : Shown.of(named)));
    }

    private List<String> merges() throws IOException {
        return TokenizerFile.text(folder.resolve(MERGES), TokenizerFile.LARGEST)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#version"))
                .toList();
    }

    /// Adds the tokens that the folder lists beside the vocabulary.
    private void addMore(Tokens tokens, Path file) throws IOException {
        TreeMap<Long, AddedToken> more = new TreeMap<>();
        TokenizerFile.settings(folder.resolve("added_tokens.json"))
                .ifPresent(
                        map ->
                                map.properties()
                                        .forEach(
                                                one ->
                                                        put(
                                                                more,
                                                                one.getValue().asLong(-1),
                                                                one.getKey(),
                                                                false)));
        for (Map.Entry<String, JsonNode> one : config.path("added_tokens_decoder").properties()) {
            long id = one.getKey().matches("\\d{1,9}") ? Long.parseLong(one.getKey()) : -1;
            put(
                    more,
                    id,
                    one.getValue().path("content").asText(),
                    one.getValue().path("special").asBoolean());
        }
        for (Map.Entry<Long, AddedToken> one : more.entrySet()) {
            AddedToken token = one.getValue();
            boolean isNext = one.getKey() == tokens.texts.size();
            boolean isThere =
                    one.getKey() >= 0
                            && one.getKey() < tokens.texts.size()
                            && tokens.texts.get(token.id()).equals(token.content());
            if (!isNext && !isThere) {
                throw BoundedJson.malformed(
                        file,
                        "its added token "
                                + Shown.of(token.content())
                                + " does not fit: the vocabulary has another one with the id "
                                + one.getKey()
                                + ", or none before it");
            }
            tokens.add(token);
        }
    }

    private static void put(Map<Long, AddedToken> more, long id, String content, boolean special) {
        boolean was = more.containsKey(id) && more.get(id).special();
        more.put(id, new AddedToken((int) id, content, special || was));
    }

    private static Failure unknown(Path file, String what) {
        return Failure.of(
                TokenizerProblem.UNKNOWN_KIND,
                file,
                what,
                "Get the model's tokenizer.json, or save it with transformers");
    }

    /// Tokens that grow.
    private static final class Tokens {
        final List<String> texts;
        final List<Integer> types = new ArrayList<>();
        final List<Double> scores = new ArrayList<>();

        Tokens(List<String> texts, int[] types, double[] scores) {
            this.texts = new ArrayList<>(texts);
            for (int id = 0; id < texts.size(); id++) {
                this.types.add(types.length == 0 ? Vocabulary.NORMAL : types[id]);
                this.scores.add(scores.length == 0 ? 0 : scores[id]);
            }
        }

        void makeSpecial(String text) {
            int id = texts.indexOf(text);
            if (id >= 0) {
                types.set(id, Vocabulary.CONTROL);
            }
        }

        void add(AddedToken token) {
            int type = token.special() ? Vocabulary.CONTROL : Vocabulary.USER_DEFINED;
            if (token.id() == texts.size()) {
                texts.add(token.content());
                types.add(type);
                scores.add(0.0);
            } else if (types.get(token.id()) == Vocabulary.NORMAL) {
                types.set(token.id(), type);
            }
        }
    }
}
