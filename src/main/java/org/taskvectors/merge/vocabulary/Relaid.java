package org.taskvectors.merge.vocabulary;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.vector.SavedVector;

/// What is merged, with the rows of one vocabulary in every embedding and head.
///
/// @param base the base; empty if there is none
/// @param ingredients in their order
/// @param plan the vocabulary
/// @param files the tokenizer that belongs to it
/// @param notes what a person should know, in sentences without full stops
public record Relaid(
        Optional<Checkpoint> base,
        List<Checkpoint> ingredients,
        VocabularyPlan plan,
        TokenizerFiles files,
        List<String> notes) {
    /// The most tokens that a note names.
    private static final int NAMED = 8;

    public Relaid {
        ingredients = List.copyOf(ingredients);
        notes = List.copyOf(notes);
    }

    /// Lays a base and ingredients anew. All stay the caller's. Reads headers and tokenizers only.
    ///
    /// @param areVectors which ingredients are changes of the base
    /// @param like whose configuration and companions the result has: the base or an ingredient
    /// @throws IOException (a [org.taskvectors.file.Failure]) where a tokenizer cannot be read, or
    ///   with a [VocabularyProblem]
    public static Relaid of(
            VocabularyChoice choice,
            Optional<Checkpoint> base,
            List<Checkpoint> ingredients,
            List<Boolean> areVectors,
            Checkpoint like)
            throws IOException {
        Map<ModelReference, Side> sides = new LinkedHashMap<>();
        Optional<ModelReference> below = base.isPresent() ? choice.base() : Optional.empty();
        if (below.isPresent()) {
            sides.put(below.get(), Side.ofModel(base.get()));
        }
        // The base's tokens come first, though it may be among the ingredients.
        for (boolean isBase : List.of(true, false)) {
            for (int k = 0; k < ingredients.size(); k++) {
                ModelReference name = choice.ingredients().get(k);
                if (isBase == choice.base().equals(Optional.of(name)) && !sides.containsKey(name)) {
                    sides.put(
                            name,
                            areVectors.get(k)
                                    ? Side.ofVector(
                                            ingredients.get(k),
                                            Optional.ofNullable(sides.get(below.orElseThrow()))
                                                    .orElseThrow())
                                    : Side.ofModel(ingredients.get(k)));
                }
            }
        }
        Map<ModelReference, Tokens> tokens = new LinkedHashMap<>();
        sides.forEach((name, side) -> tokens.put(name, side.tokens()));
        VocabularyPlan plan =
                VocabularyPlan.of(tokens, choice.base(), choice.part(), choice.fill());
        TokenizerFiles files = TokenizerFiles.of(plan, sides, like);
        LaidTensors laid = new LaidTensors(plan, sides, below);
        Map<ModelReference, Checkpoint> all = new LinkedHashMap<>();
        for (Map.Entry<ModelReference, Side> side : sides.entrySet()) {
            Map<String, LaidTensor> tensors = laid.of(side.getKey());
            all.put(
                    side.getKey(),
                    side.getValue().isVector()
                            ? vector(side.getValue(), tensors, all, below)
                            : new RelaidModel(
                                    side.getValue().checkpoint(), tensors, files.leftAside()));
        }
        List<String> notes = new ArrayList<>(plan.notes());
        notes.add(new Counts(plan, sides).rows());
        notes.addAll(new Counts(plan, sides).sides(choice.fill()));
        sides.forEach(
                (name, side) -> {
                    for (String head : laid.standIns(name)) {
                        notes.add(
                                side.opened().name()
                                        + " has no head of its own: its embedding counts as "
                                        + Shown.of(head));
                    }
                });
        notes.addAll(files.notes());
        return new Relaid(
                below.map(all::get),
                choice.ingredients().stream()
                        .map(name -> Optional.ofNullable(all.get(name)).orElseThrow())
                        .toList(),
                plan,
                files,
                notes);
    }

    private static Checkpoint vector(
            Side side,
            Map<String, LaidTensor> tensors,
            Map<ModelReference, Checkpoint> all,
            Optional<ModelReference> base) {
        return new RelaidVector(
                SavedVector.of(side.checkpoint()),
                Optional.ofNullable(all.get(base.orElseThrow())).orElseThrow(),
                tensors);
    }

    /// What became of the rows, in words.
    private record Counts(VocabularyPlan plan, Map<ModelReference, Side> sides) {
        String rows() {
            int known = tokens(plan.frame()).spellings().size();
            List<String> added =
                    plan.tokens().subList(known, plan.tokens().size()).stream()
                            .map(Optional::orElseThrow)
                            .toList();
            return "the result has "
                    + plan.rows()
                    + " rows in embedding and head: "
                    + known
                    + " are those of "
                    + Optional.ofNullable(sides.get(plan.frame())).orElseThrow().opened().name()
                    + (added.isEmpty() ? "" : ", " + added.size() + " came to them: " + some(added))
                    + (plan.rows() > plan.tokens().size()
                            ? ", " + (plan.rows() - plan.tokens().size()) + " fill up"
                            : "");
        }

        List<String> sides(Fill fill) {
            List<String> notes = new ArrayList<>();
            Set<String> result =
                    plan.tokens().stream().flatMap(Optional::stream).collect(Collectors.toSet());
            sides.forEach(
                    (name, side) -> {
                        List<String> lost =
                                side.tokens().spellings().stream()
                                        .flatMap(Optional::stream)
                                        .filter(token -> !result.contains(token))
                                        .toList();
                        if (!lost.isEmpty()) {
                            notes.add(
                                    Amounts.counted(lost.size(), "token")
                                            + " of "
                                            + side.opened().name()
                                            + " not in the result, whose rows are left out: "
                                            + some(lost));
                        }
                        int unnamed = unnamed(name, side);
                        if (unnamed > 0) {
                            notes.add(
                                    Amounts.counted(unnamed, "row")
                                            + " of "
                                            + side.opened().name()
                                            + " without a token, left out");
                        }
                        List<String> missing =
                                plan.tokens().stream()
                                        .flatMap(Optional::stream)
                                        .filter(token -> side.tokens().row(token).isEmpty())
                                        .toList();
                        if (!missing.isEmpty()) {
                            notes.add(
                                    side.opened().name()
                                            + " does not have "
                                            + missing.size()
                                            + " of the tokens ("
                                            + some(missing)
                                            + "): "
                                            + (side.isVector() ? NO_CHANGE : words(fill)));
                        }
                    });
            return notes;
        }

        private static final String NO_CHANGE = "it changes nothing there";

        private static String words(Fill fill) {
            return switch (fill) {
                case OTHERS ->
                        "where nothing else is said, their rows are those of the base, or else of"
                                + " the ingredients that have them";
                case ZEROS -> "where nothing else is said, their rows are zeros";
                case MEAN -> "where nothing else is said, their rows are the mean of its own";
            };
        }

        /// Rows without a token that the result does not have either.
        private int unnamed(ModelReference name, Side side) {
            List<Optional<String>> spellings = side.tokens().spellings();
            int behind = side.rows() - spellings.size();
            return name.equals(plan.frame())
                    ? behind
                    : behind + (int) spellings.stream().filter(Optional::isEmpty).count();
        }

        private Tokens tokens(ModelReference name) {
            return Optional.ofNullable(sides.get(name)).orElseThrow().tokens();
        }

        private static String some(List<String> tokens) {
            return Shown.of(
                    String.join(", ", tokens.subList(0, Math.min(NAMED, tokens.size())))
                            + (tokens.size() > NAMED ? ", …" : ""));
        }
    }
}
