package org.taskvectors.checkpoint.naming;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;

/// The tensors of a model that have a row for each of its tokens.
///
/// @param tokens how many rows they have; 0 if nothing shows the vocabulary
/// @param rows their names
public record Vocabulary(long tokens, Set<String> rows) {
    private static final Pattern TOKEN_EMBEDDING =
            Pattern.compile(
                    "embed_tokens|wte|word_embeddings?|tok_embeddings|tok_emb|embed_in|shared"
                            + "|token_embeddings?|embeddings");

    /// Modules among embeddings and heads whose rows are no tokens.
    private static final Pattern NO_TOKENS =
            Pattern.compile(
                    ".*(?:position|type|segment|class|transform|norm|pooler|dense|patch).*|wpe"
                            + "|score|qa_outputs");

    public Vocabulary {
        rows = Collections.unmodifiableSet(new LinkedHashSet<>(rows));
    }

    /// Returns the vocabulary of a model: its size is that of the configuration where an embedding
    /// has as many rows, otherwise the rows of the token embedding.
    ///
    /// @param naming the naming of the model's tensors
    public static Vocabulary of(Checkpoint model, Naming naming) {
        List<Tensor> candidates =
                model.tensors().stream().filter(tensor -> maybeTokens(tensor, naming)).toList();
        OptionalLong said =
                model.about()
                        .config()
                        .map(ModelConfig::language)
                        .map(config -> config.integer("vocab_size"))
                        .orElseGet(OptionalLong::empty);
        boolean isRight =
                said.isPresent()
                        && candidates.stream().anyMatch(t -> t.shape().size(0) == said.getAsLong());
        long tokens =
                isRight
                        ? said.getAsLong()
                        : candidates.stream()
                                .filter(Vocabulary::isTokenEmbedding)
                                .mapToLong(tensor -> tensor.shape().size(0))
                                .findFirst()
                                .orElse(0);
        Set<String> rows = new LinkedHashSet<>();
        candidates.stream()
                .filter(tensor -> tokens > 0 && tensor.shape().size(0) == tokens)
                .forEach(tensor -> rows.add(tensor.name()));
        return new Vocabulary(tokens, rows);
    }

    private static boolean maybeTokens(Tensor tensor, Naming naming) {
        Placement placement = naming.place(tensor.name());
        ModuleFamily family = placement.kind().family();
        return tensor.dtype().isFloating()
                && tensor.shape().rank() > 0
                && (family == ModuleFamily.EMBEDDING || family == ModuleFamily.HEAD)
                && parts(placement.stripped()).stream()
                        .noneMatch(part -> NO_TOKENS.matcher(part).matches());
    }

    private static boolean isTokenEmbedding(Tensor tensor) {
        List<String> parts = parts(tensor.name());
        return tensor.shape().rank() == 2
                && parts.size() > 1
                && TOKEN_EMBEDDING.matcher(parts.get(parts.size() - 2)).matches();
    }

    private static List<String> parts(String name) {
        return Arrays.asList(name.toLowerCase(Locale.ROOT).split("\\.", -1));
    }
}
