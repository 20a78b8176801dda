package org.taskvectors.checkpoint.naming;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tied;

/// How a model's head relates to its embedding.
///
/// @param tying how they relate
/// @param tied the stored names that are one weight
/// @param servesAsHead the embedding's stored name, where the head is not stored
/// @param pair the stored names of embedding and head, where both are stored; empty otherwise
record Ties(Tying tying, Tied tied, Optional<String> servesAsHead, Set<String> pair) {
    Ties(Tying tying, Tied tied) {
        this(tying, tied, Optional.empty(), Set.of());
    }

    /// Model types whose configuration does not mention a tied head, since that is their default in
    /// transformers.
    private static final Set<String> TIED_BY_DEFAULT =
            Set.of(
                    "gpt2",
                    "gemma",
                    "gemma2",
                    "gemma3_text",
                    "t5",
                    "mt5",
                    "bart",
                    "mbart",
                    "bert",
                    "roberta",
                    "distilbert");

    /// Heads that answer with classes: a model that has one has no language head.
    private static final List<String> CLASS_HEADS =
            List.of("score.weight", "classifier.weight", "qa_outputs.weight");

    private static final String SHARED = "shared";

    private static final Set<String> EMBEDDINGS =
            Set.of("embed_tokens", "wte", "word_embeddings", "embed_in", "tok_embeddings", SHARED);
    private static final Set<String> HEADS = Set.of("lm_head", "embed_out", "output");

    /// @param originals the stored names by the names without prefixes
    /// @param stored the names that are one stored tensor
    static Ties of(
            Scheme scheme,
            Map<String, String> originals,
            Optional<ModelConfig> config,
            Tied stored) {
        Heads heads = Heads.of(scheme);
        String embedding = originals.get(heads.embedding);
        String head = originals.get(heads.head);
        if (embedding != null && head != null) {
            return both(heads.stored(originals), config, stored);
        }
        if (head != null) {
            return new Ties(Tying.UNTIED, stored);
        }
        boolean headMissing = embedding != null && expectsHead(heads, originals, config);
        return headMissing
                ? new Ties(Tying.HEAD_NOT_STORED, stored, Optional.ofNullable(embedding), Set.of())
                : new Ties(Tying.NO_HEAD, stored);
    }

    /// The same for names that no scheme knows: embedding and head are told by the last parts of
    /// their names, where only one of each is stored.
    static Ties byEnding(Map<String, String> originals, Optional<ModelConfig> config, Tied stored) {
        List<String> embeddings = ending(EMBEDDINGS, originals);
        List<String> heads = ending(HEADS, originals);
        List<String> shared = ending(Set.of(SHARED), originals);
        if (shared.size() == 1 && embeddings.size() > 1) {
            return ofSharedEmbedding(shared.getFirst(), embeddings, heads, config, stored);
        }
        return embeddings.size() == 1 && heads.size() == 1
                ? both(
                        List.of(
                                Collections.unmodifiableSet(
                                        new LinkedHashSet<>(
                                                List.of(embeddings.getFirst(), heads.getFirst())))),
                        config,
                        stored)
                : new Ties(Tying.UNTIED, stored);
    }

    /// Encoder and decoder have one embedding, whatever the head has: T5, BART and their like.
    /// Source: `_tied_weights_keys` of transformers' `modeling_t5.py`.
    private static Ties ofSharedEmbedding(
            String shared,
            List<String> embeddings,
            List<String> heads,
            Optional<ModelConfig> config,
            Tied stored) {
        Set<String> names = new LinkedHashSet<>(List.of(shared));
        names.addAll(embeddings);
        boolean isTied = heads.size() == 1 && saysTied(config);
        if (isTied) {
            names.addAll(heads);
        }
        Tied all =
                Tied.of(
                        Stream.concat(
                                Stream.of(Collections.unmodifiableSet(names)),
                                stored.sets().stream()));
        return new Ties(isTied ? Tying.STORED_TWICE : Tying.UNTIED, all);
    }

    private static List<String> ending(Set<String> modules, Map<String, String> originals) {
        return originals.entrySet().stream()
                .filter(
                        entry -> {
                            String[] parts = entry.getKey().split("\\.", -1);
                            return parts.length > 1
                                    && parts[parts.length - 1].equals("weight")
                                    && modules.contains(parts[parts.length - 2]);
                        })
                .map(Map.Entry::getValue)
                .toList();
    }

    /// @param sets the stored names of embedding and head, and of what else is one with them
    private static Ties both(List<Set<String>> sets, Optional<ModelConfig> config, Tied stored) {
        Set<String> pair = sets.getFirst();
        boolean isOne =
                saysTied(config) || stored.sets().stream().anyMatch(set -> set.containsAll(pair));
        return isOne
                ? new Ties(
                        Tying.STORED_TWICE,
                        Tied.of(Stream.concat(sets.stream(), stored.sets().stream())),
                        Optional.empty(),
                        pair)
                : new Ties(Tying.UNTIED, stored, Optional.empty(), pair);
    }

    private static boolean saysTied(Optional<ModelConfig> config) {
        return config.isPresent()
                && config.get()
                        .tiedEmbeddings()
                        .orElseGet(
                                () ->
                                        config.get()
                                                .modelType()
                                                .map(TIED_BY_DEFAULT::contains)
                                                .orElse(false));
    }

    private static boolean expectsHead(
            Heads heads, Map<String, String> originals, Optional<ModelConfig> config) {
        if (!heads.decoder) {
            return originals.keySet().stream().anyMatch(name -> name.startsWith(heads.marker));
        }
        if (CLASS_HEADS.stream().anyMatch(originals::containsKey)) {
            return false;
        }
        Optional<String> architecture = config.flatMap(ModelConfig::architecture);
        boolean untied = config.flatMap(ModelConfig::tiedEmbeddings).map(t -> !t).orElse(false);
        return !untied
                && architecture
                        .map(a -> a.endsWith("ForCausalLM") || a.endsWith("LMHeadModel"))
                        .orElse(true);
    }

    /// The names of embedding and language head in a scheme.
    ///
    /// @param decoder whether such a model has a language head unless its names show otherwise
    /// @param marker how the names of an encoder's language head begin
    /// @param biases the two names of the head's bias; empty where it has one name only
    private record Heads(
            String embedding, String head, boolean decoder, String marker, List<String> biases) {
        static Heads of(Scheme scheme) {
            return switch (scheme) {
                case LLAMA ->
                        new Heads("embed_tokens.weight", "lm_head.weight", true, "", List.of());
                case GPT2 -> new Heads("wte.weight", "lm_head.weight", true, "", List.of());
                case BERT ->
                        new Heads(
                                "embeddings.word_embeddings.weight",
                                "cls.predictions.decoder.weight",
                                false,
                                "cls.predictions.",
                                List.of("cls.predictions.bias", "cls.predictions.decoder.bias"));
                case DISTILBERT ->
                        new Heads(
                                "embeddings.word_embeddings.weight",
                                "vocab_projector.weight",
                                false,
                                "vocab_",
                                List.of());
            };
        }

        List<Set<String>> stored(Map<String, String> originals) {
            Set<String> weights = names(List.of(embedding, head), originals);
            Set<String> shared = names(biases, originals);
            return shared.size() > 1 ? List.of(weights, shared) : List.of(weights);
        }

        private static Set<String> names(List<String> stripped, Map<String, String> originals) {
            Set<String> names = new LinkedHashSet<>();
            for (String name : stripped) {
                String original = originals.get(name);
                if (original != null) {
                    names.add(original);
                }
            }
            return Collections.unmodifiableSet(names);
        }
    }
}
