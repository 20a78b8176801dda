package org.taskvectors.merge.vocabulary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.tokenizer.TokenizerEdit;

/// The files of the tokenizer that belongs to a plan's rows: those of the model whose tokens keep
/// their rows, with the tokens that came behind them as added ones.
///
/// @param leftAside companions of the merged model that do not belong to it any more, by name
/// @param texts files that are written, by name
/// @param copies files that are copied, by name
/// @param ids the ids of BOS, EOS and their like that the configuration has to say, by its keys;
///   empty where they are as they were
/// @param notes what a person should know
public record TokenizerFiles(
        Set<String> leftAside,
        Map<String, String> texts,
        Map<String, Path> copies,
        Map<String, JsonNode> ids,
        List<String> notes) {
    /// Files that hold a vocabulary.
    static final Set<String> OF_VOCABULARIES =
            Set.of(
                    TokenizerEdit.JSON,
                    "tokenizer.model",
                    "vocab.json",
                    "vocab.txt",
                    "spiece.model",
                    "sentencepiece.bpe.model",
                    "tekken.json");

    /// Files that belong to a tokenizer: they go with its vocabulary.
    private static final Set<String> AROUND =
            Set.of(
                    TokenizerEdit.SETTINGS,
                    "special_tokens_map.json",
                    "added_tokens.json",
                    "merges.txt",
                    "chat_template.jinja",
                    "chat_template.json",
                    "additional_chat_templates");

    private static final String IDS = "_token_id";
    private static final String GENERATION = "generation_config.json";

    public TokenizerFiles {
        leftAside = Set.copyOf(leftAside);
        texts = Map.copyOf(texts);
        copies = Map.copyOf(copies);
        ids = Map.copyOf(ids);
        notes = List.copyOf(notes);
    }

    private static boolean isOfTokenizer(String name) {
        return OF_VOCABULARIES.contains(name) || AROUND.contains(name);
    }

    /// @param like whose configuration and companions the result has
    /// @throws IOException (a [Failure]) where a file cannot be read;
    ///   [VocabularyProblem#NOT_UNIFIED] where the tokens cannot be put into one tokenizer
    static TokenizerFiles of(VocabularyPlan plan, Map<ModelReference, Side> sides, Checkpoint like)
            throws IOException {
        return new Maker(plan, sides, like).files();
    }

    private static final class Maker {
        private final VocabularyPlan plan;
        private final Map<ModelReference, Side> sides;
        private final Checkpoint like;
        private final Side frame;

        /// The checkpoint whose files these are: a vector without a tokenizer has its base's.
        private final Checkpoint from;

        private final Map<String, String> texts = new LinkedHashMap<>();
        private final Map<String, Path> copies = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();

        Maker(VocabularyPlan plan, Map<ModelReference, Side> sides, Checkpoint like) {
            this.plan = plan;
            this.sides = sides;
            this.like = like;
            frame = Optional.ofNullable(sides.get(plan.frame())).orElseThrow();
            from = frame.isVector() && !Side.hasTokenizer(frame.opened()) ? like : frame.opened();
        }

        TokenizerFiles files() throws IOException {
            boolean isOther = !folder(from).equals(folder(like));
            Set<String> leftAside = Set.of();
            if (isOther) {
                leftAside =
                        Set.copyOf(
                                like.about().companions().stream()
                                        .filter(TokenizerFiles::isOfTokenizer)
                                        .toList());
                Path folder = folder(from).orElseThrow(this::noFiles);
                from.about().companions().stream()
                        .filter(TokenizerFiles::isOfTokenizer)
                        .forEach(name -> copies.put(name, folder.resolve(name)));
                notes.add("the tokenizer is that of " + from.name());
            }
            if (!Side.hasTokenizer(from)) {
                throw noFiles();
            }
            more();
            Map<String, JsonNode> ids = isOther ? ids() : Map.of();
            if (isOther) {
                generation(ids);
            }
            texts.keySet().forEach(copies::remove);
            return new TokenizerFiles(leftAside, texts, copies, ids, notes);
        }

        private static Optional<Path> folder(Checkpoint of) {
            return of.about().companionFolder();
        }

        private Failure noFiles() {
            return Failure.of(
                    VocabularyProblem.NOT_UNIFIED,
                    from.path().orElse(null),
                    "its tokenizer lies in the file of its weights or nowhere, and is not written"
                            + " as files",
                    "Put the model's tokenizer.json and tokenizer_config.json beside its weights,"
                            + " or take the tokenizer of another model");
        }

        /// Adds the tokens behind the frame's, and leaves those out that have no row.
        private void more() throws IOException {
            int known = frame.tokens().spellings().size();
            List<String> added =
                    plan.tokens().subList(known, plan.tokens().size()).stream()
                            .map(Optional::orElseThrow)
                            .toList();
            if (added.isEmpty() && frame.tokens().without() == 0) {
                return;
            }
            Map<ModelReference, TokenizerEdit> others = new LinkedHashMap<>();
            for (Map.Entry<ModelReference, Side> side : sides.entrySet()) {
                if (!side.getKey().equals(plan.frame())
                        && Side.hasTokenizer(side.getValue().opened())) {
                    edit(side.getValue().opened())
                            .ifPresent(other -> others.put(side.getKey(), other));
                }
            }
            requireNoneOfVocabularies(added, others);
            Optional<TokenizerEdit> own = edit(from);
            if (own.isEmpty() && added.isEmpty()) {
                notes.add("the tokenizer keeps the tokens that have no row");
                return;
            }
            if (own.isEmpty()) {
                throw Failure.of(
                        VocabularyProblem.NOT_UNIFIED,
                        from.path().orElse(null),
                        "its tokenizer has no tokenizer.json, and "
                                + added.size()
                                + " tokens are to be added to it",
                        "Save its tokenizer as tokenizer.json (AutoTokenizer, save_pretrained), or"
                                + " take the tokens of one model");
            }
            long cut = own.get().ownFrom(known);
            if (cut > 0 && added.isEmpty()) {
                notes.add("the tokenizer keeps the tokens that have no row");
                return;
            }
            if (cut > 0) {
                throw Failure.of(
                        VocabularyProblem.NOT_UNIFIED,
                        from.path().orElse(null),
                        "its tokenizer has "
                                + cut
                                + " tokens in its own vocabulary for which the embedding has no"
                                + " row, and they cannot be taken out of it",
                        "Repair the model, or take the tokenizer of another one");
            }
            List<TokenizerEdit.More> more = new ArrayList<>();
            for (int i = 0; i < added.size(); i++) {
                String token = added.get(i);
                more.add(
                        new TokenizerEdit.More(
                                known + i,
                                token,
                                others.values().stream()
                                        .filter(other -> other.isAdded(token))
                                        .findFirst()));
            }
            texts.putAll(own.get().files(more, known));
        }

        private static Optional<TokenizerEdit> edit(Checkpoint of) throws IOException {
            Optional<Path> folder = folder(of);
            return folder.isEmpty() ? Optional.empty() : TokenizerEdit.of(folder.get());
        }

        /// What BPE makes of merges, and Unigram of scores, is never found in a text as an added
        /// token: that is looked for as it is spelled, before a text is cut.
        private void requireNoneOfVocabularies(
                List<String> added, Map<ModelReference, TokenizerEdit> others) throws Failure {
            Map<ModelReference, Integer> counts = new LinkedHashMap<>();
            for (String token : added) {
                boolean isAdded = others.values().stream().anyMatch(one -> one.isAdded(token));
                for (Map.Entry<ModelReference, Side> side : sides.entrySet()) {
                    TokenizerEdit edit = others.get(side.getKey());
                    boolean has = side.getValue().tokens().row(token).isPresent();
                    boolean isWord = edit != null && edit.kind().equals("WordLevel");
                    if (has && !isAdded && !isWord && !side.getKey().equals(plan.frame())) {
                        counts.merge(side.getKey(), 1, Integer::sum);
                    }
                }
            }
            for (Map.Entry<ModelReference, Integer> count : counts.entrySet()) {
                TokenizerEdit edit = others.get(count.getKey());
                throw Failure.of(
                        VocabularyProblem.NOT_UNIFIED,
                        null,
                        count.getValue()
                                + " tokens of "
                                + Shown.of(count.getKey().text())
                                + " are of its own vocabulary ("
                                + (edit == null ? "no tokenizer.json" : edit.kind())
                                + ") and not in that of "
                                + Shown.of(plan.frame().text())
                                + ", and no tokenizer would find both in a text: merges or scores"
                                + " differ",
                        "Take the tokens of one model: base, the first, or another one");
            }
        }

        /// The ids of the tokens with roles: where the tokenizer is another model's, they are its.
        private Map<String, JsonNode> ids() {
            Map<String, JsonNode> ids = new TreeMap<>();
            Optional<ModelConfig> own = like.about().config().map(ModelConfig::language);
            Optional<ModelConfig> theirs = from.about().config().map(ModelConfig::language);
            Map<String, JsonNode> said = new HashMap<>();
            own.ifPresent(config -> of(config).forEach(said::put));
            Map<String, JsonNode> others = theirs.map(Maker::of).orElse(Map.of());
            said.forEach((key, id) -> moved(id).ifPresent(now -> ids.put(key, now)));
            ids.putAll(others);
            ids.forEach(
                    (key, id) -> {
                        if (!id.equals(said.get(key))) {
                            notes.add(
                                    key
                                            + " is "
                                            + id
                                            + (said.containsKey(key)
                                                    ? ", and was " + said.get(key)
                                                    : "")
                                            + ", as the tokens stand now");
                        }
                    });
            said.keySet().stream()
                    .filter(key -> !ids.containsKey(key))
                    .sorted()
                    .forEach(
                            key ->
                                    notes.add(
                                            key
                                                    + " is left as it was ("
                                                    + said.get(key)
                                                    + "), and its token is not in the result"));
            return ids;
        }

        /// The settings of generation stay the merged model's, and get the ids of the tokenizer's.
        private void generation(Map<String, JsonNode> ids) throws IOException {
            Optional<ObjectNode> own = settings(like, GENERATION);
            if (own.isEmpty()) {
                return;
            }
            Map<String, JsonNode> all = new HashMap<>(ids);
            settings(from, GENERATION).ifPresent(other -> all.putAll(of(ModelConfig.of(other))));
            of(ModelConfig.of(own.get()))
                    .keySet()
                    .forEach(
                            key -> {
                                if (all.containsKey(key)) {
                                    own.get().set(key, all.get(key));
                                }
                            });
            texts.put(GENERATION, own.get().toPrettyString() + "\n");
        }

        private static Optional<ObjectNode> settings(Checkpoint of, String name)
                throws IOException {
            Optional<Path> file =
                    folder(of)
                            .filter(_ -> of.about().companions().contains(name))
                            .map(folder -> folder.resolve(name))
                            .filter(Files::isRegularFile);
            if (file.isEmpty() || Files.size(file.get()) > ModelConfig.LARGEST) {
                return Optional.empty();
            }
            try (Reader text = Files.newBufferedReader(file.get())) {
                return ModelConfig.parse(text).map(ModelConfig::json);
            } catch (JsonProcessingException e) {
                throw Failure.of(
                                VocabularyProblem.NOT_UNIFIED,
                                file.get(),
                                "it is no readable JSON, and its ids of tokens have to be others",
                                "Repair it, or remove it")
                        .causedBy(e);
            }
        }

        private static Map<String, JsonNode> of(ModelConfig config) {
            Map<String, JsonNode> ids = new HashMap<>();
            for (Map.Entry<String, JsonNode> one : config.json().properties()) {
                boolean isNumber = one.getValue().isIntegralNumber() || one.getValue().isArray();
                if (one.getKey().endsWith(IDS) && isNumber) {
                    ids.put(one.getKey(), one.getValue());
                }
            }
            return ids;
        }

        /// The row in the result of the token that an id means in the merged model.
        private Optional<JsonNode> moved(JsonNode id) {
            Optional<Side> side =
                    sides.values().stream().filter(one -> one.opened().equals(like)).findFirst();
            if (!id.isIntegralNumber() || side.isEmpty()) {
                return Optional.empty();
            }
            List<Optional<String>> tokens = side.get().tokens().spellings();
            if (id.asLong() < 0 || id.asLong() >= tokens.size()) {
                return Optional.empty();
            }
            return tokens.get(id.asInt())
                    .flatMap(
                            text ->
                                    plan.tokens().contains(Optional.of(text))
                                            ? Optional.of(
                                                    LongNode.valueOf(
                                                            plan.tokens()
                                                                    .indexOf(Optional.of(text))))
                                            : Optional.empty());
        }
    }
}
