package org.taskvectors.merge.vocabulary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.TokenizerPart;

/// The vocabulary of a merge's result, and for each model what stands in each of its rows. Tokens
/// are one where their vocabularies spell them alike.
///
/// @param frame the model whose tokens keep their rows
/// @param tokens the result's tokens by row; empty where a row of the tokenizer's model has none
/// @param rows of embedding and head, tokens and what fills up
/// @param sources for each model, what stands in each row
/// @param notes what a person should know
public record VocabularyPlan(
        ModelReference frame,
        List<Optional<String>> tokens,
        int rows,
        Map<ModelReference, List<RowSource>> sources,
        List<String> notes) {
    public VocabularyPlan {
        tokens = List.copyOf(tokens);
        sources = Map.copyOf(sources);
        notes = List.copyOf(notes);
    }

    /// Lays vocabularies side by side.
    ///
    /// @param models in the recipe's order, each with its tokens
    /// @param base whose row stands for a token where it has one; empty for none
    /// @throws Failure with a [VocabularyProblem]
    public static VocabularyPlan of(
            Map<ModelReference, Tokens> models,
            Optional<ModelReference> base,
            TokenizerPart part,
            Fill fill)
            throws Failure {
        return new Maker(models, base, part, fill).plan();
    }

    private static final class Maker {
        private final Map<ModelReference, Tokens> models;
        private final Optional<ModelReference> base;
        private final TokenizerPart.Source source;
        private final Map<String, TokenizerPart.Token> special;
        private final OptionalInt padding;
        private final Fill fill;
        private final List<String> notes = new ArrayList<>();

        Maker(
                Map<ModelReference, Tokens> models,
                Optional<ModelReference> base,
                TokenizerPart part,
                Fill fill) {
            this.models = new LinkedHashMap<>(models);
            this.base = base.filter(models::containsKey);
            this.fill = fill;
            switch (part) {
                case TokenizerPart.Brief brief -> {
                    source = brief.source();
                    special = Map.of();
                    padding = OptionalInt.empty();
                }
                case TokenizerPart.Block block -> {
                    source = block.source();
                    special = block.tokens();
                    padding = block.padding();
                }
            }
        }

        VocabularyPlan plan() throws Failure {
            models.forEach(
                    (model, tokens) -> {
                        if (tokens.without() > 0) {
                            notes.add(
                                    tokens.without()
                                            + " tokens of "
                                            + Shown.of(model.text())
                                            + " have no row in its embedding, and are left out");
                        }
                    });
            ModelReference frame = frame();
            List<Optional<String>> tokens = tokens(frame);
            int step = padding.orElse(1);
            int rows = Math.multiplyExact((tokens.size() + step - 1) / step, step);
            Map<ModelReference, List<RowSource>> sources = new LinkedHashMap<>();
            for (ModelReference model : models.keySet()) {
                List<RowSource> own = new ArrayList<>();
                for (int row = 0; row < tokens.size(); row++) {
                    Optional<String> token = tokens.get(row);
                    own.add(
                            token.isEmpty()
                                    ? unnamed(model, frame, row)
                                    : source(model, token.get()));
                }
                while (own.size() < rows) {
                    own.add(new RowSource.MeanOfResult());
                }
                sources.put(model, own);
            }
            return new VocabularyPlan(frame, tokens, rows, sources, notes);
        }

        /// The model whose tokens keep their rows.
        private ModelReference frame() throws Failure {
            if (source instanceof TokenizerPart.OfModel(ModelReference model)) {
                tokens(model, "the tokenizer");
                return model;
            }
            return base.orElseGet(() -> models.keySet().iterator().next());
        }

        /// The tokens of the frame; of a union then those of the others, in their order; then those
        /// that the recipe adds.
        private List<Optional<String>> tokens(ModelReference frame) throws Failure {
            List<Optional<String>> all =
                    new ArrayList<>(tokens(frame, "the tokenizer").spellings());
            Set<String> known = new LinkedHashSet<>();
            all.forEach(token -> token.ifPresent(known::add));
            if (source instanceof TokenizerPart.Union) {
                for (Tokens other : models.values()) {
                    other.spellings().stream()
                            .flatMap(Optional::stream)
                            .filter(known::add)
                            .forEach(token -> all.add(Optional.of(token)));
                }
            }
            special.keySet().stream()
                    .filter(known::add)
                    .forEach(token -> all.add(Optional.of(token)));
            return all;
        }

        private Tokens tokens(ModelReference model, String what) throws Failure {
            Tokens found = models.get(model);
            if (found == null) {
                throw Failure.of(
                        VocabularyProblem.NO_SUCH_MODEL,
                        null,
                        what
                                + " is to come from "
                                + Shown.of(model.text())
                                + ", which is not one of the models",
                        "Name one of the models that are merged");
            }
            return found;
        }

        /// A row of the frame without a token means nothing to the other models.
        private static RowSource unnamed(ModelReference model, ModelReference frame, int row) {
            return model.equals(frame) ? new RowSource.Own(row) : new RowSource.Of(frame, row);
        }

        private RowSource source(ModelReference model, String token) throws Failure {
            Optional<TokenizerPart.Token> said = Optional.ofNullable(special.get(token));
            OptionalInt own = tokens(model, "a row").row(token);
            if (own.isPresent() && !said.map(TokenizerPart.Token::isForced).orElse(false)) {
                return new RowSource.Own(own.getAsInt());
            }
            Optional<TokenizerPart.Row> row = said.flatMap(TokenizerPart.Token::source);
            return row.isPresent() ? said(row.get(), token) : filled(token);
        }

        private RowSource said(TokenizerPart.Row row, String token) throws Failure {
            String what = "the row of '" + Shown.of(token) + "'";
            return switch (row) {
                case TokenizerPart.Zero zero -> new RowSource.Zeros();
                case TokenizerPart.Same(ModelReference model) -> of(model, token, what);
                case TokenizerPart.ByText(ModelReference model, String other) ->
                        of(model, other, what);
                case TokenizerPart.ByNumber(ModelReference model, int number) -> {
                    if (number >= tokens(model, what).spellings().size()) {
                        throw none(model, "row " + number, what);
                    }
                    yield new RowSource.Of(model, number);
                }
            };
        }

        private RowSource of(ModelReference model, String token, String what) throws Failure {
            OptionalInt row = tokens(model, what).row(token);
            if (row.isEmpty()) {
                throw none(model, "token '" + Shown.of(token) + "'", what);
            }
            return new RowSource.Of(model, row.getAsInt());
        }

        private static Failure none(ModelReference model, String missing, String what) {
            return Failure.of(
                    VocabularyProblem.NO_SUCH_TOKEN,
                    null,
                    Shown.of(model.text())
                            + " has no "
                            + missing
                            + ", from which "
                            + what
                            + " is to come",
                    "Name another token or model");
        }

        /// What stands for a token that the model does not have, or that is forced and of which
        /// nothing is said.
        private RowSource filled(String token) {
            List<RowSource.Of> having = new ArrayList<>();
            models.forEach(
                    (model, tokens) ->
                            tokens.row(token)
                                    .ifPresent(row -> having.add(new RowSource.Of(model, row))));
            if (fill == Fill.MEAN) {
                return new RowSource.MeanOfOwn();
            }
            if (fill == Fill.ZEROS || having.isEmpty()) {
                return new RowSource.Zeros();
            }
            return having.stream()
                    .filter(one -> base.equals(Optional.of(one.model())))
                    .map(one -> (RowSource) one)
                    .findFirst()
                    .orElseGet(
                            () ->
                                    having.size() == 1
                                            ? having.getFirst()
                                            : new RowSource.MeanOf(having));
        }
    }
}
