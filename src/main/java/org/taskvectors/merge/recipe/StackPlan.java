package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The slices of one stack of layers, whole models made slices of their own.
///
/// @param module the settings of the module
/// @param modulePath where they stand
record StackPlan(List<Part> slices, Map<String, Setting> module, String modulePath) {
    /// A slice.
    ///
    /// @param path where it stands in the recipe; empty for whole models
    /// @param layers the number of its layers
    record Part(
            String path,
            List<Source> sources,
            Optional<ModelReference> base,
            Map<String, Setting> parameters,
            int layers) {
        boolean isBase(Source source) {
            return base.isPresent() && base.get().equals(source.model());
        }

        /// Returns the source whose names the result has: the base, or else the first.
        Source reference() {
            return sources.stream().filter(this::isBase).findFirst().orElse(sources.getFirst());
        }
    }

    /// @param path where it stands in the recipe
    /// @param first the first of its layers
    record Source(
            ModelReference model,
            String path,
            int first,
            Map<String, Setting> parameters,
            LayeredModel of) {}

    /// Returns how many layers the result has.
    int layers() {
        return slices.stream().mapToInt(Part::layers).sum();
    }

    /// Opens models.
    interface Opener {
        LayeredModel open(ModelReference model, String path) throws Failure;
    }

    /// @param prefix where the layout stands in the recipe: empty, or `modules.NAME.`
    static StackPlan of(
            Recipe recipe,
            Layout.OfModule layout,
            Map<String, Setting> module,
            String prefix,
            String stack,
            Opener opener)
            throws Failure {
        List<Part> parts = new ArrayList<>();
        switch (layout) {
            case Layout.Models models ->
                    parts.add(whole(recipe, models.models(), prefix, stack, opener));
            case Layout.Slices slices -> {
                for (int i = 0; i < slices.slices().size(); i++) {
                    parts.add(
                            slice(
                                    recipe,
                                    slices.slices().get(i),
                                    prefix + "slices[" + i + "]",
                                    stack,
                                    opener));
                }
            }
        }
        return new StackPlan(parts, module, prefix + "parameters");
    }

    /// A base that is not among the models is one of them all the same.
    private static Part whole(
            Recipe recipe, List<Ingredient> models, String prefix, String stack, Opener opener)
            throws Failure {
        List<Source> sources = new ArrayList<>();
        for (Ingredient model : models) {
            String path = prefix + "models[" + sources.size() + "]";
            sources.add(
                    new Source(
                            model.model(),
                            path,
                            0,
                            model.parameters(),
                            opener.open(model.model(), path)));
        }
        Optional<ModelReference> base = recipe.base();
        if (base.isPresent()
                && models.stream().noneMatch(model -> model.model().equals(base.get()))) {
            sources.add(
                    new Source(
                            base.get(),
                            "base_model",
                            0,
                            Map.of(),
                            opener.open(base.get(), "base_model")));
        }
        int layers = layers(sources.getFirst(), stack);
        for (Source source : sources) {
            if (layers(source, stack) != layers) {
                throw unequal(
                        source.path(),
                        "it has "
                                + layers(source, stack)
                                + " layers, and "
                                + Shown.of(sources.getFirst().model().text())
                                + " has "
                                + layers,
                        "Take as many layers of each, as slices");
            }
        }
        return new Part("", sources, base, Map.of(), layers);
    }

    private static int layers(Source source, String stack) {
        return source.of().stacks().getOrDefault(stack, 0);
    }

    private static Part slice(Recipe recipe, Slice slice, String path, String stack, Opener opener)
            throws Failure {
        List<Source> sources = new ArrayList<>();
        int layers = slice.sources().getFirst().layers().orElseThrow().count();
        for (Ingredient one : slice.sources()) {
            String place = path + ".sources[" + sources.size() + "]";
            LayerRange range = one.layers().orElseThrow();
            if (range.count() != layers) {
                throw unequal(
                        place + ".layer_range",
                        "it has "
                                + range.count()
                                + " layers, and the first source of its slice has "
                                + layers,
                        "Take as many layers of each source");
            }
            LayeredModel model = opener.open(one.model(), place);
            int there = model.stacks().getOrDefault(stack, 0);
            if (range.end() > there) {
                throw Failure.of(
                                RecipeProblem.NO_SUCH_LAYER,
                                null,
                                Shown.of(one.model().text())
                                        + " has "
                                        + there
                                        + " layers, and the slice goes to before layer "
                                        + range.end(),
                                "The second number is the layer behind the last")
                        .at(place + ".layer_range");
            }
            sources.add(new Source(one.model(), place, range.first(), one.parameters(), model));
        }
        return new Part(path, sources, slice.base().or(recipe::base), slice.parameters(), layers);
    }

    private static Failure unequal(String path, String what, String advice) {
        return Failure.of(RecipeProblem.UNEQUAL_LAYERS, null, what, advice).at(path);
    }
}
