package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.Additions;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Space;
import org.taskvectors.saving.SavedConfig;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.EditedModel;

/// Makes a checkpoint of a recipe whose models are open.
///
/// @param file the recipe
/// @param sides what it names, which the checkpoint closes
/// @param said the options that a person gave
record OpenedRecipe(Path file, RecipeMerge recipe, MergeSides sides, OpenOptions said) {
    /// Returns the recipe as what it is, or as a model where that was asked for.
    ///
    /// @throws IOException as [Merger] does
    Checkpoint checkpoint() throws IOException {
        if (!sides.isOfVectors()) {
            return mixture();
        }
        VectorMerge merge =
                VectorMerge.of(
                        request().method(),
                        sides.base(),
                        sides.vectors(),
                        request().chosen(),
                        request().isPartial());
        LaterRules rules =
                new LaterRules(
                        (compute, progress, cancellation) ->
                                merge.measure(
                                        profiles(), new Merger(compute, progress, cancellation)),
                        request().compute());
        return said.asModel() ? model(merge, rules) : vector(merge, rules);
    }

    private MergeRequest request() {
        return recipe.request();
    }

    /// What is kept beside vectors spares readings.
    private List<Optional<VectorProfile>> profiles() {
        return request().ingredients().stream()
                .map(
                        given ->
                                given.space() == Space.VECTORS
                                                && given.located().said().equals(OpenOptions.NONE)
                                        ? ProfileStore.findBeside(given.located().path())
                                                .map(Measurement::profile)
                                        : Optional.<VectorProfile>empty())
                .toList();
    }

    private Checkpoint vector(VectorMerge merge, LaterRules rules) throws IOException {
        MergedVector merged = merge.computed(rules);
        Checkpoint base = sides.base().orElseThrow();
        About about =
                About.computed(
                                merged.name(),
                                "",
                                Stream.concat(
                                                base.about().weightFiles().stream(),
                                                merged.about().weightFiles().stream())
                                        .distinct()
                                        .toList())
                        .withMoreNotes(merged.about().notes());
        return new RecipeVector(
                merged, rules, sides, described(about, OpenOptions.NONE.withReach(said.reach())));
    }

    private Checkpoint model(VectorMerge merge, LaterRules rules) throws IOException {
        // Sums of which nothing has to be measured are known from the beginning.
        boolean isKnown = merge.needs().isEmpty();
        EditedModel shape =
                edited(isKnown ? merge.vector(rules.measured()) : merge.computed(rules));
        return new RecipeModel(
                shape,
                isKnown ? () -> shape : new Later(merge, rules, shape),
                rules,
                sides,
                ofModel(shape));
    }

    private EditedModel edited(Vector merged) throws IOException {
        Checkpoint base = sides.base().orElseThrow();
        return EditedModel.of(base, merged, dtypes(base), request().isPartial());
    }

    /// The model of a merge that has to be measured first. A sum is another model then than its
    /// shape: its terms are added one by one.
    private final class Later implements RecipeModel.Numbers {
        private final VectorMerge merge;
        private final LaterRules rules;
        private final EditedModel shape;
        private volatile @Nullable EditedModel known;

        Later(VectorMerge merge, LaterRules rules, EditedModel shape) {
            this.merge = merge;
            this.rules = rules;
            this.shape = shape;
        }

        @Override
        public EditedModel of() throws IOException {
            EditedModel ready = known;
            if (ready == null) {
                Rules measured = rules.measured();
                ready = measured instanceof Additions ? edited(merge.vector(measured)) : shape;
                known = ready;
            }
            return ready;
        }
    }

    private Checkpoint mixture() throws IOException {
        ModelMerge merge =
                ModelMerge.of(
                        request().method(),
                        sides.base(),
                        sides.ingredients(),
                        request().chosen(),
                        dtypes(sides.models().getFirst()));
        LaterRules rules =
                new LaterRules(
                        (compute, progress, cancellation) ->
                                merge.measure(new Merger(compute, progress, cancellation)),
                        request().compute());
        Checkpoint mixed = merge.model(rules);
        return new RecipeMixture(mixed, rules, sides, ofModel(mixed));
    }

    private Function<Tensor, DType> dtypes(Checkpoint like) {
        return tensor -> EditedSaver.stored(like, tensor, request().dtype());
    }

    private About ofModel(Checkpoint model) throws IOException {
        return described(
                model.about().withConfig(SavedConfig.of(model, request().beside(Map.of()))),
                OpenOptions.NONE.withReach(said.reach()).withAsModel(true));
    }

    private About described(About about, OpenOptions newSaid) throws IOException {
        List<String> notes = new ArrayList<>(recipe.notes());
        if (request().method().isRandom()) {
            notes.add(
                    "what is dropped at random is drawn by the seed " + request().chosen().seed());
        }
        return about.withMoreNotes(notes)
                .described(
                        file, Shown.whole(FileNames.of(file)), label(), Files.size(file), newSaid);
    }

    private String label() {
        int count = sides.ingredients().size();
        String what = sides.isOfVectors() ? "vector" : "model";
        return "recipe: "
                + request().method().title()
                + " of "
                + count
                + " "
                + what
                + (count == 1 ? "" : "s")
                + sides.base().map(base -> " on " + Shown.whole(base.name())).orElse("");
    }
}
